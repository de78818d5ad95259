import { createHash } from 'node:crypto';

/** Lower-case hex of the SHA-256 of a text as UTF-8. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
