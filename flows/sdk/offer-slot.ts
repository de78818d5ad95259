/** A slot that stands for an offer of the workspace. A file names offers by slot, never by id. */
import * as z from 'zod';
import { idSchema } from './id.ts';

/** Empty until the author chose an offer; validation says so. */
export const offerSlotSchema = z.union([z.literal(''), idSchema]);
