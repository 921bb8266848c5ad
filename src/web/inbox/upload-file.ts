import { cleanFileName } from '../../domain/threads/file-name.ts';
import { pathOf, Problem } from '../api.ts';

interface Upload {
  threadId: string;
  fileId: string;
  file: File;
  /** Told how much has left, 0 to 1. */
  onProgress: (share: number) => void;
  signal: AbortSignal;
}

/** Sends one file to the draft. `fetch` does not tell how much of a body has left, so this is the older call. @throws Problem */
export function uploadFile({ threadId, fileId, file, onProgress, signal }: Upload): Promise<void> {
  const path = pathOf('PUT /v1/threads/:id/draft/attachments/:fileId', {
    params: { id: threadId, fileId },
    query: { filename: cleanFileName(file.name) },
  });
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const fail = () => reject(new Problem(0, { detail: 'Ajar does not answer. Is it running, and are you online?' }));
    request.open('PUT', path);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.responseType = 'json';
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total > 0 ? loaded / total : 0));
    request.addEventListener('load', () => {
      if (request.status >= 200 && request.status < 300) resolve();
      else reject(new Problem(request.status, (request.response ?? {}) as object));
    });
    for (const event of ['error', 'timeout', 'abort']) request.addEventListener(event, fail);
    signal.addEventListener('abort', () => request.abort());
    if (signal.aborted) fail();
    else request.send(file);
  });
}
