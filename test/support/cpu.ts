/**
 * Milliseconds of processor time that `work` cost this process, all its threads together. A test that says how much
 * something may cost asks for this: on a busy machine the clock also counts what others do.
 */
export async function cpuMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
