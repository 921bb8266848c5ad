import fc from 'fast-check';

/** As much of JSON Schema as our OpenAPI document uses. */
export interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  const?: unknown;
  examples?: unknown[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

export interface Source {
  components: Record<string, Schema>;
  /** Ids that exist, by the name of the field that refers to them. */
  ids: Record<string, string[]>;
}

/** Bodies that the schema describes; rules that it cannot say (a day that exists) are met where a format hints at them. */
export function fromSchema(schema: Schema, source: Source, name = '', depth = 0): fc.Arbitrary<unknown> {
  if (schema.$ref) return fromSchema(resolve(schema.$ref, source), source, name, depth);
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const branches = schema.anyOf ?? schema.oneOf;
  if (branches) return fc.oneof(...branches.map((branch) => fromSchema(branch, source, name, depth + 1)));
  switch (schema.type) {
    case 'object':
      return depth > 6 ? fc.constant({}) : fromObject(schema, source, depth);
    case 'array': {
      const { minItems: minLength = 0, maxItems = 3 } = schema;
      const item = fromSchema(schema.items ?? {}, source, name.replace(/s$/, ''), depth + 1);
      return fc.uniqueArray(item, { minLength, maxLength: Math.max(minLength, Math.min(maxItems, 3)) });
    }
    case 'integer':
    case 'number':
      return fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 1e9, 1e9) });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'string':
      return fromText(schema, source.ids[name]);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function fromObject({ properties = {}, required = [] }: Schema, source: Source, depth: number) {
  const fields = Object.entries(properties).map(
    ([name, property]) => [name, fromSchema(property, source, name, depth + 1)] as const,
  );
  return fc.record(Object.fromEntries(fields), { requiredKeys: required });
}

function fromText(schema: Schema, ids?: string[]): fc.Arbitrary<unknown> {
  if (schema.format === 'uuid') return ids?.length ? fc.constantFrom(...ids) : fc.uuid({ version: 7 });
  if (schema.format === 'email') return fc.nat(9999).map((number) => `person${number}@fuzz.example`);
  if (schema.format === 'uri') return fc.nat(99).map((number) => `https://fuzz.example/${number}`);
  const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
  if (schema.format === 'date') return instants.map((date) => date.toISOString().slice(0, 10));
  if (schema.format === 'date-time') return instants.map((date) => date.toISOString());
  if (schema.examples) return fc.constantFrom(...schema.examples);
  if (schema.pattern) return fc.stringMatching(new RegExp(schema.pattern));
  return fc.string({ minLength: Math.max(schema.minLength ?? 0, 1), maxLength: Math.min(schema.maxLength ?? 40, 40) });
}

function resolve(ref: string, { components }: Source): Schema {
  const schema = components[ref.replace('#/components/schemas/', '')];
  if (!schema) throw new Error(`${ref} leads nowhere`);
  return schema;
}

// oxfmt-ignore
const nasty: unknown[] = [
  null, true, '', ' ', '\u0000', '\ud800', '\u202e', 'x'.repeat(20_000), "' or 1=1 --", '%', '\\', '💥',
  0, -1, 1.5, 1e308, Number.MAX_SAFE_INTEGER + 2, 2 ** 63, '2026-02-30', '0000-00-00', '9999-12-31', 'Infinity',
  [], [[]], {}, { a: 1 }, { toString: 1 }, { constructor: 1 }, ['x'], Array.from({ length: 300 }, () => 'y'),
];

/** The same body with one thing in it wrong: a value swapped, a field lost, a field too many. */
export function mutated(body: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  const twist = fc.record({
    at: fc.nat(1000),
    how: fc.constantFrom('swap', 'swap', 'drop', 'add'),
    to: fc.constantFrom(...nasty),
  });
  return fc.tuple(body, twist).map(([value, { at, how, to }]) => {
    const copy = structuredClone(value);
    const places = placesIn(copy);
    const place = places[at % Math.max(places.length, 1)];
    if (!place) return to;
    if (how === 'drop') delete place.holder[place.key];
    else if (how === 'add') place.holder[`${place.key}/~ x`] = to;
    else place.holder[place.key] = to;
    return copy;
  });
}

function placesIn(value: unknown): { holder: Record<string, unknown>; key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
}
