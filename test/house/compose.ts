import { parse } from 'yaml';

interface Service {
  image?: string;
  build?: unknown;
  environment?: Record<string, string>;
  ports?: string[];
  volumes?: string[];
  depends_on?: Record<string, { condition?: string }>;
  healthcheck?: { test?: unknown };
  command?: unknown;
  privileged?: boolean;
  read_only?: boolean;
}

/** What the files of the container setup say, and what they must agree with. */
export interface Setup {
  compose: string;
  dockerfile: string;
  dockerignore: string;
  envExample: string;
  packageJson: string;
}

/** An exact tag: a version of at least two numbers, so that the same file gives the same image next year. */
const pinned = /^[a-z0-9./-]+:\d+\.\d+[a-z0-9.-]*$/;
const secrets = ['AJAR_SECRET', 'POSTGRES_PASSWORD'];
/** Known to the image of PostgreSQL, not to us. */
const postgresNames = new Set(['POSTGRES_USER', 'POSTGRES_DB', 'POSTGRES_PASSWORD']);

/** What is wrong with the container setup, one sentence each. */
export function findSetupOffences(setup: Setup): string[] {
  return [...composeOffences(setup), ...dockerfileOffences(setup), ...ignoreOffences(setup.dockerignore)];
}

function composeOffences({ compose, envExample }: Setup): string[] {
  const { services, volumes } = parse(compose) as {
    services: Record<string, Service>;
    volumes?: Record<string, unknown>;
  };
  const known = namesIn(envExample);
  const offences = Object.entries(services).flatMap(([name, service]) =>
    serviceOffences(name, service, Object.keys(volumes ?? {}), known),
  );
  const given = Object.keys(services['app']?.environment ?? {});
  for (const name of known) if (!given.includes(name)) offences.push(`compose: app is not given ${name}`);
  if (services['app']?.depends_on?.['db']?.condition !== 'service_healthy')
    offences.push('compose: app does not wait for a healthy db');
  if (services['app']?.command !== undefined) offences.push('compose: app starts in another way than its image');

  for (const [, name = '', rest = ''] of compose.matchAll(/\$\{([A-Z_]+)([^}]*)/g)) {
    if (!known.has(name) && !postgresNames.has(name)) offences.push(`compose: ${name} is not in .env.example`);
    if (secrets.includes(name) && !rest.startsWith(':?')) offences.push(`compose: ${name} is not required`);
  }
  for (const name of secrets) if (!compose.includes(`\${${name}:?`)) offences.push(`compose: ${name} is not asked for`);
  return offences;
}

function serviceOffences(name: string, service: Service, volumes: string[], known: Set<string>): string[] {
  const offences: string[] = [];
  const say = (wrong: string) => offences.push(`compose: ${name} ${wrong}`);
  if (!pinned.test(service.image ?? '')) say(`has no pinned image (${service.image})`);
  if (!service.healthcheck?.test) say('has no health check');
  if (!service.read_only) say('may write to its file system');
  if (service.privileged) say('is privileged');
  for (const port of service.ports ?? []) if (!port.startsWith('127.0.0.1:')) say(`is open to the network (${port})`);
  const kept = (service.volumes ?? []).map((volume) => volume.split(':')[0] ?? '');
  if (!kept.some((volume) => volumes.includes(volume))) say('keeps its data in no named volume');
  for (const [variable, value] of Object.entries(service.environment ?? {})) {
    if (!known.has(variable) && !postgresNames.has(variable)) say(`is given ${variable}, which nobody reads`);
    const isSecret = /SECRET|PASSWORD|_KEY$/.test(variable);
    if (isSecret && !/^\$\{[A-Z_]+(:\?.+|:-)\}$/.test(value)) say(`has a secret written down (${variable})`);
    const password = /^[a-z]+:\/\/[^:/@]+:(?<password>.+)@/.exec(value)?.groups?.['password'];
    if (password && !password.startsWith('${')) say(`has a password written down (${variable})`);
  }
  return offences;
}

function dockerfileOffences({ dockerfile, packageJson }: Setup): string[] {
  const offences: string[] = [];
  const say = (wrong: string) => offences.push(`Dockerfile: ${wrong}`);
  const lines = dockerfile.replaceAll('\\\n', ' ').split('\n');
  const valuesOf = (word: string) =>
    lines.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length).trim());

  const stages = valuesOf('FROM').map((value) => value.split(' '));
  for (const [image = ''] of stages) if (!pinned.test(image)) say(`${image} is not pinned`);
  if (new Set(stages.map(([image]) => image)).size !== 1) say('it is built on another image than it runs on');
  const last = dockerfile.slice(dockerfile.lastIndexOf('\nFROM '));
  const user = /^USER (\S+)$/m.exec(last)?.[1];
  if (!user || user === 'root' || user === '0') say('the last stage runs as root');
  if (!/^HEALTHCHECK .*\/healthz/ms.test(last)) say('there is no health check of /healthz');
  if (!/^STOPSIGNAL SIGTERM$/m.test(last)) say('STOPSIGNAL is not SIGTERM');
  if (!/^ENV .*\bHOST=0\.0\.0\.0\b/m.test(last)) say('it listens to nobody outside the container');
  if (/^(ENV|ARG) .*(SECRET|PASSWORD|API_KEY)/m.test(dockerfile)) say('a secret would be baked in');
  if (!/^RUN npm ci\b.*--omit=dev|^RUN npm prune --omit=dev/m.test(dockerfile)) say('it carries development packages');
  if (!/^RUN npm run build$/m.test(dockerfile)) say('dist/ is not built in the image');

  // The launcher builds where there are sources, and in the container it may not write.
  if (/^COPY .*\s\/app\/?(src|emails)?\/?\s/m.test(last)) say('the sources are in the image beside dist/');

  const command = JSON.parse(valuesOf('CMD').at(-1) ?? '[]') as string[];
  const { scripts } = JSON.parse(packageJson) as { scripts: { start: string } };
  // npm runs a shell; with exec the shell becomes the product, so that it hears the signals npm hands on.
  if (`exec ${command.join(' ')}` !== scripts.start)
    say(`CMD is "${command.join(' ')}", npm start is "${scripts.start}"`);
  return offences;
}

/** Everything stays out but what is named: a list of what to leave out would miss tomorrow's secret. */
function ignoreOffences(dockerignore: string): string[] {
  const rules = dockerignore.split('\n').filter((line) => line && !line.startsWith('#'));
  const admitted = rules
    .slice(1)
    .filter((rule) => !/^!(package(-lock)?\.json|\.npmrc|tsconfig\.json|src|emails|drizzle)$/.test(rule));
  if (rules[0] !== '*') return ['.dockerignore: it does not begin by leaving everything out'];
  return admitted.map((rule) => `.dockerignore: ${rule} has no business in the image`);
}

function namesIn(envExample: string): Set<string> {
  return new Set([...envExample.matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(([, name = '']) => name));
}
