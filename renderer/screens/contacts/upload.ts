/** Sends a file to the engine in pieces, so that it may be large and progress can be shown. */
import { client } from '../../app/client.ts';

/** Bytes of one piece. */
const piece = 2 * 1024 * 1024;

export function toBase64(bytes: Uint8Array): string {
  let binary = '';
  // In slices: a call with too many arguments overflows the stack.
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/** Gives the upload's name. `onProgress` gets 0 to 1. Stops with the signal's reason. */
export async function uploadFile(
  file: File,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<string> {
  const { upload } = await client.imports.begin({ fileName: file.name }, { signal });
  for (let at = 0; at < file.size; at += piece) {
    const bytes = new Uint8Array(await file.slice(at, at + piece).arrayBuffer());
    await client.imports.append({ upload, base64: toBase64(bytes) }, { signal });
    onProgress(Math.min(1, (at + bytes.length) / file.size));
  }
  return upload;
}
