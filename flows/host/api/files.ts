/** Files that messages carry: put in by a screen, looked at by one. */
import { KaskadError } from '../../sdk/problem.ts';
import { os } from './base.ts';

export const filesApi = {
  put: os.files.put.handler(({ context: { store, now }, input }) => {
    const bytes = Buffer.from(input.base64, 'base64');
    if (bytes.length === 0) throw new KaskadError('file-empty', 'This file is empty. Choose another one.', {});
    return { file: store.files.put(bytes, input.type, now()), size: bytes.length };
  }),
  get: os.files.get.handler(({ context: { store }, input }) => {
    const found = store.files.get(input.file);
    if (found === null) {
      throw new KaskadError('file-missing', 'This file is not in this workspace. Add it to the message again.', {
        name: input.file.slice(0, 8),
      });
    }
    return { type: found.type, base64: Buffer.from(found.bytes).toString('base64') };
  }),
};
