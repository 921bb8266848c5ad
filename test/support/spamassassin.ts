import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

export interface SpamScore {
  score: number;
  /** Each rule that hit, with what it counts: "HTML_MESSAGE=0.001". */
  rules: string[];
}

/**
 * What SpamAssassin thinks of mails, in their order: local tests alone (no DNS, no network), nothing learnt before and
 * nothing kept. One process for all, since most of its time is reading its rules.
 */
export async function scoreMails(folder: string, mails: readonly Buffer[]): Promise<SpamScore[]> {
  const home = path.join(folder, 'spamassassin');
  mkdirSync(home, { recursive: true });
  const files = mails.map((mail, at) => {
    const file = path.join(home, `${String(at).padStart(4, '0')}.eml`);
    writeFileSync(file, mail);
    return file;
  });
  const settings = ['use_bayes 0', 'report_safe 0', 'clear_headers', 'add_header all Seen _SCORE_ _TESTSSCORES( )_'];
  const { stdout } = await promisify(execFile)(
    'spamassassin',
    ['--local', '--nocreate-prefs', ...settings.map((one) => `--cf=${one}`), ...files],
    { env: { ...process.env, HOME: home, LC_ALL: 'C' }, encoding: 'latin1', maxBuffer: 64 * 1024 * 1024 },
  );
  const seen = stdout.replaceAll(/\r?\n[ \t]+/g, ' ').match(/^X-Spam-Seen: .*/gm) ?? [];
  if (seen.length !== mails.length)
    throw new Error(`SpamAssassin answered for ${seen.length} of ${mails.length} mails.`);
  return seen.map((line) => {
    const [score, ...rules] = line.slice('X-Spam-Seen: '.length).trim().split(/\s+/);
    return { score: Number(score), rules };
  });
}
