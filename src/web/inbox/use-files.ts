import { useCallback, useEffect, useRef, useState } from 'react';
import { uuidv7 } from 'uuidv7';
import { refuseFile } from '../../domain/threads/attachments.ts';
import { cleanFileName } from '../../domain/threads/file-name.ts';
import { call, type Problem } from '../api.ts';
import { uploadFile } from './upload-file.ts';
import { whenReturned } from './use-draft.ts';

export interface DraftFile {
  id: string;
  filename: string;
  size: number;
  /** refused: it will never be taken. failed: it may be tried again. */
  state: 'kept' | 'uploading' | 'refused' | 'failed';
  /** How much has left, 0 to 1. */
  share: number;
  /** What is wrong with it, in words. */
  problem: string | null;
}

interface Source {
  file: File;
  stop: AbortController;
}

/**
 * The files of what somebody is writing in a conversation. Each is kept with the draft as soon as it is there, so that neither
 * a reload nor a closed tab loses it; they go up one after the other, in the order in which they were attached.
 */
export function useFiles(threadId: string) {
  const [files, setFiles] = useState<DraftFile[]>([]);
  const latest = useRef<DraftFile[]>([]);
  const sources = useRef(new Map<string, Source>());
  const turn = useRef<Promise<void>>(Promise.resolve());

  const set = useCallback((change: (before: DraftFile[]) => DraftFile[]) => {
    latest.current = change(latest.current);
    setFiles(latest.current);
  }, []);
  const mark = useCallback(
    (id: string, change: Partial<DraftFile>) =>
      set((all) => all.map((one) => (one.id === id ? { ...one, ...change } : one))),
    [set],
  );

  useEffect(() => {
    let isOver = false;
    const show = (kept: readonly { id: string; filename: string; size: number }[]) => {
      if (isOver) return;
      const added = kept.map(({ id, filename, size }): DraftFile => keptFile(id, filename, size));
      set((all) => [...added.filter((one) => all.every(({ id }) => id !== one.id)), ...all]);
    };
    call('GET /v1/threads/:id/draft', { params: { id: threadId } }).then(
      (draft) => show(draft.attachments),
      // What is attached is not lost; it shows when the page is loaded again.
      () => {},
    );
    const forget = whenReturned((draft) => show(draft.files));
    return () => {
      isOver = true;
      forget();
    };
  }, [threadId, set]);

  const send = useCallback(
    (id: string) => {
      const source = sources.current.get(id);
      if (source === undefined) return;
      mark(id, { state: 'uploading', share: 0, problem: null });
      const { file, stop } = source;
      const onProgress = (share: number) => mark(id, { share });
      turn.current = turn.current.then(() =>
        stop.signal.aborted
          ? undefined
          : uploadFile({ threadId, fileId: id, file, onProgress, signal: stop.signal }).then(
              () => mark(id, { state: 'kept', share: 1 }),
              (error: Problem) =>
                mark(id, { state: mayTryAgain(error) ? 'failed' : 'refused', problem: error.message }),
            ),
      );
    },
    [mark, threadId],
  );

  const add = useCallback(
    (chosen: readonly File[]) => {
      for (const file of chosen) {
        const id = uuidv7();
        const filename = cleanFileName(file.name);
        const others = latest.current.filter(({ state }) => state !== 'refused');
        const refusal = refuseFile({ filename, size: file.size }, others);
        const started = { id, filename, size: file.size, share: 0 };
        if (refusal === null) {
          set((all) => [...all, { ...started, state: 'uploading', problem: null }]);
          sources.current.set(id, { file, stop: new AbortController() });
          send(id);
        } else set((all) => [...all, { ...started, state: 'refused', problem: refusal.text }]);
      }
    },
    [send, set],
  );

  const remove = useCallback(
    (id: string) => {
      const found = latest.current.find((one) => one.id === id);
      sources.current.get(id)?.stop.abort();
      set((all) => all.filter((one) => one.id !== id));
      if (found === undefined || found.state === 'refused') return;
      // Also one that was stopped on its way: it may have been there already.
      call('DELETE /v1/threads/:id/draft/attachments/:fileId', { params: { id: threadId, fileId: id } }).catch(() => {
        if (found.state === 'kept') set((all) => (all.some((one) => one.id === id) ? all : [...all, found]));
      });
    },
    [set, threadId],
  );

  /** They left with the answer. */
  const clear = useCallback(() => set(() => []), [set]);
  return { files, add, remove, again: send, clear };
}

function keptFile(id: string, filename: string, size: number): DraftFile {
  return { id, filename, size, state: 'kept', share: 1, problem: null };
}

function mayTryAgain({ status }: Problem): boolean {
  return status === 0 || status === 429 || status >= 500;
}
