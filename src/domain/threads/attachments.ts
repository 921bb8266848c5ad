import { blockedEnding, cleanFileName } from './file-name.ts';
import { zipNames } from './zip-names.ts';

/**
 * What may go with an answer. Most servers take 25 MB of mail, Gmail among them, and base64 makes three bytes four with a line
 * end every 76 characters: 17 MB of files are 23.3 MB, which leaves room for the longest answer and its quote. Resend takes
 * 40 MB (https://resend.com/docs/dashboard/emails/attachments).
 */
export const largestFileBytes = 15_000_000;
export const largestFilesBytes = 17_000_000;
export const mostFiles = 10;

/** A file that goes, or is to go, with an answer. */
export interface AttachedFile {
  /** As `cleanFileName` gives it. */
  filename: string;
  /** Bytes. */
  size: number;
}

/** Why a file is not taken; `text` says what is wrong and what to do about it. */
export interface FileRefusal {
  code: 'empty' | 'too_large' | 'too_many' | 'too_large_together' | 'blocked_type' | 'program';
  text: string;
}

/** Whether a file may join those that are attached already; null: it may. */
export function refuseFile(file: AttachedFile, others: readonly AttachedFile[]): FileRefusal | null {
  const { filename, size } = file;
  const named = `“${filename}”`;
  const ending = blockedEnding(filename);
  if (ending !== null)
    return {
      code: 'blocked_type',
      text: `${named} would not arrive: mail servers throw files of the kind .${ending} away. Put it on a page of yours and send the link.`,
    };
  if (size <= 0) return { code: 'empty', text: `${named} is empty. Save it once more and attach it again.` };
  if (size > largestFileBytes)
    return {
      code: 'too_large',
      text: `${named} has ${overWords(size, largestFileBytes)}, and a file may have ${sizeWords(largestFileBytes)}. Make it smaller, or send a link to it.`,
    };
  return refuseTogether([...others, file]);
}

/** Whether files may go together; null: they may. */
export function refuseTogether(files: readonly AttachedFile[]): FileRefusal | null {
  if (files.length > mostFiles)
    return {
      code: 'too_many',
      text: `An answer takes ${mostFiles} files. Put several into one archive (.zip), or send a second answer.`,
    };
  const total = files.reduce((sum, one) => sum + one.size, 0);
  if (total <= largestFilesBytes) return null;
  return {
    code: 'too_large_together',
    text: `Together the files have ${overWords(total, largestFilesBytes)}, and mail servers take ${sizeWords(largestFilesBytes)}. Remove one, make one smaller, or send a link.`,
  };
}

/**
 * What mail servers find where they look into a file: a program under another name, or a kind of file in an archive that they
 * would not take by itself. Null: nothing of the kind.
 */
export function refuseBytes(filename: string, bytes: Uint8Array): FileRefusal | null {
  if (isProgram(bytes))
    return {
      code: 'program',
      text: `“${filename}” is a program, whatever its name says, and would not arrive. Put it on a page of yours and send the link.`,
    };
  const inside = filename.toLowerCase().endsWith('.zip') ? (zipNames(bytes) ?? []) : [];
  const found = inside.map(cleanFileName).find((name) => blockedEnding(name) !== null);
  if (found === undefined) return null;
  return {
    code: 'blocked_type',
    text: `“${filename}” holds “${found}”, and mail servers throw archives with such files away. Make one without it, or put it on a page of yours and send the link.`,
  };
}

/** Of Windows (`MZ`, and `PE` where its header says), Linux (ELF) or macOS (Mach-O). */
function isProgram(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 64) return false;
  const first = view.getUint32(0);
  if (first === 0x7f454c46) return true;
  // 0xcafebabe is also a Java class; neither has a place in a mail.
  if ([0xfeedface, 0xfeedfacf, 0xcefaedfe, 0xcffaedfe, 0xcafebabe].includes(first)) return true;
  if (view.getUint16(0) !== 0x4d5a) return false;
  const header = view.getUint32(0x3c, true);
  return header + 4 <= bytes.byteLength && view.getUint32(header) === 0x50450000;
}

/** A size above a limit, told apart from it. */
function overWords(bytes: number, limit: number): string {
  const words = sizeWords(bytes);
  return words === sizeWords(limit) ? `a little more than ${words}` : words;
}

/** 1536 → 1.5 kB */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 999_950) return `${Math.round(bytes / 100) / 10} kB`;
  return `${Math.round(bytes / 100_000) / 10} MB`;
}
