/** Files that messages carry, between the page and the workspace. */
import type { FileRef } from '../../flows/sdk/files.ts';
import { client } from './client.ts';

const readAs = (blob: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error ?? new Error('The file cannot be read'));
    reader.readAsDataURL(blob);
  });

export async function putFile(blob: Blob, name: string): Promise<FileRef> {
  const url = await readAs(blob);
  const type = blob.type === '' ? 'application/octet-stream' : blob.type;
  const { file, size } = await client.files.put({ base64: url.slice(url.indexOf(',') + 1), type });
  return { file, name: name.slice(0, 200) || 'file', type, size };
}

const urls = new Map<string, Promise<string>>();

/** A file never changes: it is fetched once. */
export function fileUrl(file: string): Promise<string> {
  const known = urls.get(file);
  if (known !== undefined) return known;
  const url = client.files.get({ file }).then(({ type, base64 }) => `data:${type};base64,${base64}`);
  urls.set(file, url);
  url.catch(() => urls.delete(file));
  return url;
}
