import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** A process of its own that does one thing at a time, so that its time and its memory are its own. */
export interface Child<Task, Result> {
  ask: (task: Task) => Promise<Result>;
  /** Lets it end by itself. */
  close: () => Promise<void>;
}

type Reply<Result> = { result: Result } | { error: string };

/** Starts one of the programs beside this one. What it prints goes to stderr: stdout is for the figures. */
export function openChild<Task extends object, Result>(
  name: 'sink' | 'ajar' | 'usual' | 'bound',
  execArgv: string[] = [],
): Child<Task, Result> {
  const file = fileURLToPath(new URL(`./${name}-child.mjs`, import.meta.url));
  const child = fork(file, [], { stdio: ['ignore', 2, 2, 'ipc'], execArgv: ['--enable-source-maps', ...execArgv] });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const died = ended.then(() => {
    throw new Error(`The process "${name}" has ended.`);
  });
  died.catch(() => {});
  return {
    async ask(task) {
      const reply = new Promise<Reply<Result>>((resolve) => child.once('message', resolve as (reply: unknown) => void));
      child.send(task);
      const answer = await Promise.race([reply, died]);
      if ('error' in answer) throw new Error(`${name}: ${answer.error}`);
      return answer.result;
    },
    async close() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** The other side: answers each task, and ends when the bench has gone. `finish` closes what would keep it alive. */
export function serveTasks(work: (task: never) => Promise<object>, finish = async () => {}): void {
  process.on('message', (task) => {
    work(task as never).then(
      (result) => process.send?.({ result }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? (error.stack ?? error.message) : 'failed' }),
    );
  });
  process.on('disconnect', () => void finish().finally(() => process.exit()));
}

/** The highest resident set of this process so far. */
export function peakRssMiB(): number {
  return process.resourceUsage().maxRSS / 1024;
}
