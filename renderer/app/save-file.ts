/** Gives the person a file to keep, by the browser's own download. */
export function saveBlob(fileName: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  document.body.append(link);
  link.click();
  link.remove();
  // Chromium reads the blob after the click has returned.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export const saveText = (fileName: string, text: string, type: string): void =>
  saveBlob(fileName, new Blob([text], { type: `${type};charset=utf-8` }));
