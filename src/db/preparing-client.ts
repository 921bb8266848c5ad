import { Client, type QueryConfig } from 'pg';

/** As PostgreSQL's JDBC driver does it (prepareThreshold, preparedStatementCacheQueries): the fifth time, and not too many. */
const preparedFrom = 5;
const mostPrepared = 128;
const mostCounted = 1_000;

/**
 * A connection that has PostgreSQL prepare the statements it sends again and again: most of ours are short work on long
 * texts, and to read and plan one anew takes PostgreSQL longer than to carry it out. It goes on choosing by itself between a
 * plan for these values and one for all (plan_cache_mode).
 */
export class PreparingClient extends Client {
  private readonly names = new Map<string, string>();
  private counts = new Map<string, number>();

  // pg's overloads are all of one shape: what is to be sent, its values, and whom to call.
  override query(config: unknown, ...rest: unknown[]): never {
    const send = super.query.bind(this) as (...args: unknown[]) => never;
    if (!isStatement(config) || !hasValues(config, rest[0])) return send(config, ...rest);
    const name = this.nameOf(config.text);
    return send(name === undefined ? config : { ...config, name }, ...rest);
  }

  private nameOf(text: string): string | undefined {
    const name = this.names.get(text);
    if (name !== undefined || this.names.size >= mostPrepared) return name;
    const count = (this.counts.get(text) ?? 0) + 1;
    if (count < preparedFrom) {
      if (this.counts.size >= mostCounted) this.counts.clear();
      this.counts.set(text, count);
      return undefined;
    }
    this.counts.delete(text);
    const given = `ajar_${this.names.size + 1}`;
    this.names.set(text, given);
    return given;
  }
}

function isStatement(config: unknown): config is QueryConfig {
  if (typeof config !== 'object' || config === null || 'submit' in config) return false;
  const { text, name } = config as Partial<QueryConfig>;
  return typeof text === 'string' && (name === undefined || name === '');
}

/** Without values it goes the short way, in one message, and there is nothing to plan: `begin`, `commit`. */
function hasValues(config: QueryConfig, given: unknown): boolean {
  const values = Array.isArray(given) ? given : config.values;
  return values !== undefined && values.length > 0;
}
