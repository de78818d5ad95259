import type { Client } from '../../app/client.ts';

export type ImportPreview = Awaited<ReturnType<Client['imports']['preview']>>;
export interface ImportOptions {
  encoding?: string;
  delimiter?: string;
  dates?: 'dmy' | 'mdy' | 'ymd';
}
