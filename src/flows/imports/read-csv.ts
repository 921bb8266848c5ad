import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { isBlankRow } from '../../domain/imports/csv-rows.ts';
import {
  type CsvCharset,
  type Delimiter,
  detectDelimiter,
  findForeignFormat,
  fromLatin1,
  readSeparatorLine,
  sniffCharset,
} from '../../domain/imports/csv-text.ts';
import { AjarError } from '../../errors.ts';

/** A file that has turned out to be CSV, and how to read it. It is read anew for each pass and never held as a whole. */
export interface CsvFile {
  path: string;
  /** What was uploaded; null for a file on this machine. */
  content: Buffer | null;
  bytes: number;
  modifiedMs: number;
  charset: CsvCharset;
  delimiter: Delimiter;
  /** 2 below Excel's `sep=;`. */
  firstLine: number;
}

/** A file that came over HTTP: its name, and its bytes as a whole. */
export interface UploadedCsv {
  name: string;
  content: Buffer;
}

export interface CsvRecord {
  cells: string[];
  /** Of the file, where the record ends; the first is 1. */
  line: number;
}

const maxBytes = 512 * 1024 * 1024;
const maxRecordLength = 1_000_000;
const sampleBytes = 64 * 1024;
const chunkBytes = 256 * 1024;

/**
 * Finds out how to read a file: charset by its byte order mark, else UTF-8 when every byte of it is, else windows-1252;
 * delimiter by its first records.
 *
 * @throws invalid_request for what is missing, no text, empty or too large.
 */
export async function openCsv(given: string | UploadedCsv): Promise<CsvFile> {
  const source =
    typeof given === 'string' ? { path: given, content: null } : { path: given.name, content: given.content };
  const { size, mtimeMs } = source.content === null ? await statFile(source.path) : sizeOf(source.path, source.content);
  const start = source.content?.subarray(0, sampleBytes) ?? (await readStart(source.path));
  const foreign = findForeignFormat(start);
  if (foreign !== null) throw refuse(`${path.basename(source.path)} is ${foreign}.`);
  const charset = sniffCharset(start) ?? ((await isUtf8(source)) ? 'utf-8' : 'windows-1252');
  const text = decoderOf(charset)(start);
  const named = readSeparatorLine(text);
  const delimiter = named ?? detectDelimiter(text);
  return { ...source, bytes: size, modifiedMs: mtimeMs, charset, delimiter, firstLine: named === null ? 1 : 2 };
}

/** @throws invalid_request when the file is not what it was when it was opened. */
export async function refuseChanged(file: CsvFile): Promise<void> {
  if (file.content !== null) return;
  const { size, mtimeMs } = await statFile(file.path);
  if (size !== file.bytes || mtimeMs !== file.modifiedMs)
    throw refuse(`${path.basename(file.path)} was changed while it was read. Import it again.`);
}

/**
 * The records of a file, the header among them, without blank ones.
 *
 * @throws invalid_request naming the line, for quotes that do not close and records without end.
 */
export async function* readCsv(file: CsvFile): AsyncGenerator<CsvRecord> {
  let lastLine = file.firstLine - 1;
  const parser = parse({
    delimiter: file.delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    from_line: file.firstLine,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: maxRecordLength,
    // Its types know no record of another shape where the columns have no names.
    on_record: ((cells: string[], { lines }: { lines: number }): CsvRecord => {
      lastLine = lines;
      return { cells, line: lines };
    }) as never,
  });
  const source = Readable.from(decode(file)).on('error', (error) => parser.destroy(error));
  try {
    for await (const record of source.pipe(parser) as AsyncIterable<CsvRecord>)
      if (!isBlankRow(record.cells)) yield record;
  } catch (error) {
    if (error instanceof CsvError) throw refuse(sayBroken(error, lastLine + 1));
    throw error;
  } finally {
    source.destroy();
  }
}

function sayBroken(error: CsvError, line: number): string {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return `Line ${line}: a quote opens in this record and never closes. Nothing was imported.`;
    case 'CSV_MAX_RECORD_SIZE':
      return `Line ${line}: a record of more than ${maxRecordLength} characters begins here; a quote that never closes, most likely. Nothing was imported.`;
    default:
      return `Line ${Number(error.lines)}: a quote stands where none can be; inside a value that is quoted it is written twice, as in "5"" pipe". Nothing was imported.`;
  }
}

async function* decode(file: CsvFile): AsyncGenerator<string> {
  const decoder = decoderOf(file.charset);
  for await (const chunk of chunksOf(file)) yield decoder(chunk);
}

async function* chunksOf({ path: file, content }: Pick<CsvFile, 'path' | 'content'>): AsyncGenerator<Buffer> {
  if (content === null) yield* createReadStream(file, { highWaterMark: chunkBytes }) as AsyncIterable<Buffer>;
  else for (let at = 0; at < content.length; at += chunkBytes) yield content.subarray(at, at + chunkBytes);
}

function decoderOf(charset: CsvCharset): (bytes: Buffer) => string {
  if (charset === 'windows-1252') return (bytes) => fromLatin1(bytes.toString('latin1'));
  const decoder = new TextDecoder(charset);
  return (bytes) => decoder.decode(bytes, { stream: true });
}

async function isUtf8(file: Pick<CsvFile, 'path' | 'content'>): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of chunksOf(file)) decoder.decode(chunk, { stream: true });
    decoder.decode();
    return true;
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}

async function readStart(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(sampleBytes), 0, sampleBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function sizeOf(name: string, content: Buffer) {
  if (content.length === 0) throw refuse(`${name} is empty.`);
  return { size: content.length, mtimeMs: 0 };
}

async function statFile(file: string): Promise<{ size: number; mtimeMs: number }> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw refuse(
      error.code === 'ENOENT' ? `There is no file ${file}.` : `${file} cannot be read (${error.code ?? 'unknown'}).`,
    );
  });
  if (!found.isFile()) throw refuse(`${file} is not a file.`);
  if (found.size === 0) throw refuse(`${file} is empty.`);
  if (found.size > maxBytes) throw refuse(`${file} is larger than 512 MB; cut it into several.`);
  return found;
}

function refuse(message: string): AjarError {
  return new AjarError('invalid_request', message);
}
