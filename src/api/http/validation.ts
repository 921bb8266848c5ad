import type { FastifySchemaCompiler } from 'fastify';
import type { z } from 'zod';
import { AjarError, type FieldError } from '../../errors.ts';

type Issue = z.core.$ZodIssue;

/**
 * Validates with the schemas of the contract. Written here because pointers must be RFC 6901 (array indexes, escaping)
 * and an unknown field must be named itself, not the object around it.
 */
export const compileValidator: FastifySchemaCompiler<z.ZodType> = ({ schema, httpPart }) => {
  return (data) => {
    // A request without a body reaches us as null; "expected object" is then the right thing to say, at the root.
    const result = schema.safeParse(data ?? (httpPart === 'body' ? undefined : {}));
    return result.success ? { value: result.data } : { error: refuse(httpPart ?? 'body', result.error.issues) };
  };
};

/** What is wrong with a part of the request. A path that names nothing (an id that is no UUID) is a 404. */
function refuse(part: string, issues: readonly Issue[]): AjarError {
  if (part === 'params') return new AjarError('not_found');
  const root = part === 'body' ? [] : [part === 'querystring' ? 'query' : part];
  const errors = issues.flatMap((issue) => explain(issue, root)).slice(0, 100);
  const [first] = errors;
  const where = first?.pointer ? `${first.pointer}: ` : '';
  return new AjarError('invalid_request', first ? `${where}${first.message}` : undefined, errors);
}

function explain(issue: Issue, root: PropertyKey[]): FieldError[] {
  const path = [...root, ...issue.path];
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({ pointer: pointerOf([...path, key]), message: 'This field is not known.' }));
  if (issue.code === 'invalid_union' && issue.errors.length > 0) return explainNearest(issue.errors, path);
  return [{ pointer: pointerOf(path), message: inWords(issue) }];
}

/** Of the alternatives of a union the one that came furthest is the one that was meant. */
function explainNearest(alternatives: readonly (readonly Issue[])[], path: PropertyKey[]): FieldError[] {
  const told = alternatives.map((issues) => issues.flatMap((issue) => explain(issue, path)));
  const depth = (errors: FieldError[]) => Math.max(0, ...errors.map(({ pointer }) => pointer.split('/').length));
  return told.toSorted((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? [];
}

function inWords(issue: Issue): string {
  if (issue.code === 'invalid_type' && issue.input === undefined && /received undefined/.test(issue.message))
    return 'This field is required.';
  return issue.message;
}

/** RFC 6901: "~" and "/" inside a name are escaped; the root is the empty string. */
function pointerOf(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
