/** A slot that stands for another flow of the workspace. A file names flows by slot, never by id. */
import * as z from 'zod';
import { idSchema } from './id.ts';

/** Empty until the author chose a flow; validation says so. */
export const flowSlotSchema = z.union([z.literal(''), idSchema]);
