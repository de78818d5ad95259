/** What the letter's editor may ask of the app around it; given by the canvas within the editor's context. */
import type { Brand } from '../../../flows/sdk/brand.ts';
import type { FileRef } from '../../../flows/sdk/files.ts';
import type { LetterBlock } from '../../../flows/sdk/letter.ts';

export interface KeptPart {
  part: number;
  name: string;
  language: string;
  blocks: LetterBlock[];
}

export interface TestLetter {
  parts: Record<string, string>;
  htmlParts: string[];
  language: string;
  contact: number | null;
  /** Id of the account. */
  account: string;
  to: string;
  attachments: readonly FileRef[];
}

export interface LetterHelp {
  brand: Brand;
  parts: readonly KeptPart[];
  keepPart: (part: Omit<KeptPart, 'part'>) => Promise<void>;
  putFile: (blob: Blob, name: string) => Promise<FileRef>;
  /** As a `data:` address. */
  fileUrl: (file: string) => Promise<string>;
  sendTest: (letter: TestLetter) => Promise<{ ok: boolean; detail: string; sandbox: boolean }>;
  /** An error of any of these in the person's words. */
  words: (error: unknown) => string;
}
