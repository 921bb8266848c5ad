import type { App } from '../../app.ts';
import { lockAgainstErasure } from '../../db/contacts/erased.ts';
import { findMatchedContact } from '../../db/inbound/inbound-match.ts';
import {
  type AttachmentRow,
  deleteDraftFile,
  findAnswerFile,
  findAttachment,
  findDraftFile,
  insertAttachment,
  listDraftFiles,
} from '../../db/threads/attachments.ts';
import { lockThread } from '../../db/threads.ts';
import { type FileRefusal, refuseBytes, refuseFile } from '../../domain/threads/attachments.ts';
import { cleanFileName, contentTypeOf } from '../../domain/threads/file-name.ts';
import { AjarError } from '../../errors.ts';

/** A file as it was uploaded. */
export interface UploadedFile {
  /** Made by the uploader: the same id with the same file once more changes nothing. */
  id: string;
  filename: string;
  bytes: Uint8Array;
}

interface DraftFile {
  threadId: string;
  userId: string;
  id: string;
}

/**
 * Attaches a file to what somebody is writing in a conversation. `isNew` is false where it was attached already.
 *
 * @throws not_found; contact_erased; attachment_refused and payload_too_large with words that say what to do; conflict where
 *   another file has the id
 */
export async function attachFile(app: App, userId: string, threadId: string, { id, bytes, ...file }: UploadedFile) {
  const now = app.now();
  const filename = cleanFileName(file.filename);
  const size = bytes.byteLength;
  const described = { id, filename, contentType: contentTypeOf(filename), size };
  return app.db.transaction(async (tx) => {
    await lockAgainstErasure(tx);
    const thread = await lockThread(tx, threadId);
    if (thread === null) throw new AjarError('not_found');
    const contact = await findMatchedContact(tx, thread.contactId);
    if (contact === null || contact.email === null) throw new AjarError('contact_erased', 'This person was erased.');
    const known = await findAttachment(tx, id);
    if (known !== null) {
      const isTheirs = known.threadId === threadId && known.userId === userId && known.messageId === null;
      const isSame = known.filename === filename && known.bytes !== null && Buffer.compare(known.bytes, bytes) === 0;
      if (!isTheirs || !isSame) throw new AjarError('conflict', 'Another file has this id.');
      return { file: described, isNew: false };
    }
    const refusal =
      refuseFile({ filename, size }, await listDraftFiles(tx, threadId, userId)) ?? refuseBytes(filename, bytes);
    if (refusal !== null) throw fileRefused(refusal);
    const { contentType } = described;
    await insertAttachment(tx, {
      id,
      threadId,
      userId,
      filename,
      contentType,
      sizeBytes: size,
      bytes,
      attachedAt: now,
    });
    return { file: described, isNew: true };
  });
}

/** What is said of a file that is not taken. */
export function fileRefused({ code, text }: FileRefusal): AjarError {
  return new AjarError(code === 'too_large' ? 'payload_too_large' : 'attachment_refused', text);
}

/** Takes a file off somebody's draft; one that is not there, or has left with an answer, stays as it is. */
export async function detachFile(app: App, file: DraftFile): Promise<void> {
  await deleteDraftFile(app.db, file);
}

/** @throws not_found where there is no such file of theirs */
export async function presentDraftFile(app: App, file: DraftFile) {
  return presentFile(await findDraftFile(app.db, file));
}

/** @throws not_found where no such file went with the answer, or it is not kept any more */
export async function presentAnswerFile(app: App, of: { id: string; messageId: string }) {
  return presentFile(await findAnswerFile(app.db, of));
}

function presentFile(row: AttachmentRow | null): { contentType: string; filename: string; bytes: Uint8Array } {
  if (row?.bytes == null) throw new AjarError('not_found', 'There is no such file, or it is not kept any more.');
  const { contentType, filename, bytes } = row;
  return { contentType, filename, bytes };
}
