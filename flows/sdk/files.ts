/** Files that messages carry: pictures of letters and what is attached to them. The bytes stay in the workspace. */
import * as z from 'zod';

/** A file by what is in it: the same file is the same reference in every workspace. */
export const fileRefSchema = z.strictObject({
  file: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'bad-file')
    .meta({ title: 'File', description: 'SHA-256 of its bytes, in hexadecimal.' }),
  name: z.string().min(1).max(200),
  type: z
    .string()
    .max(100)
    .meta({ title: 'Media type', examples: ['image/png', 'application/pdf'] }),
  size: z.number().int().min(1).max(20_000_000).meta({ title: 'Bytes' }),
});
export type FileRef = z.output<typeof fileRefSchema>;

/** Bytes of everything attached to one letter. Mail servers refuse more than about 20 MB, a third of which is packing. */
export const attachmentsLimit = 10_000_000;
/** Bytes of one picture within a letter. */
export const pictureLimit = 2_000_000;
/** What mail apps show. */
export const pictureTypes = ['image/png', 'image/jpeg', 'image/gif'] as const;

/** By this name a letter's HTML shows a picture that it carries. */
export const pictureAddress = (file: string): string => `cid:${file}`;
/** Files that HTML shows by `pictureAddress`. */
export const picturesIn = (html: string): string[] => [
  ...new Set([...html.matchAll(/\bcid:([0-9a-f]{64})/g)].map(([, file = '']) => file)),
];
