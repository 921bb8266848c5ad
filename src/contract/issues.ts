import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

interface Wrong {
  pointer: string;
  message: string;
}

/**
 * What a schema found wrong, with RFC 6901 pointers below `root`: for data whose grammar the contract does not know, so
 * that a flow checks it. An unknown field is named itself; of the alternatives of a union the nearest is meant.
 */
export function explainIssues(issues: readonly Issue[], root: readonly PropertyKey[]): Wrong[] {
  return issues.flatMap((issue): Wrong[] => {
    const path = [...root, ...issue.path];
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({ pointer: pointerOf([...path, key]), message: 'This field is not known.' }));
    if (issue.code === 'invalid_union' && issue.errors.length > 0) return nearest(issue.errors, path);
    const required = issue.code === 'invalid_type' && /received undefined/.test(issue.message);
    return [{ pointer: pointerOf(path), message: required ? 'This field is required.' : issue.message }];
  });
}

function nearest(alternatives: readonly (readonly Issue[])[], path: readonly PropertyKey[]): Wrong[] {
  const told = alternatives.map((issues) => explainIssues(issues, path));
  const depth = (wrongs: Wrong[]) => Math.max(0, ...wrongs.map(({ pointer }) => pointer.split('/').length));
  return told.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
}

function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
