import type * as z from 'zod';
import type { contactRow } from '../../../flows/api/shapes.ts';

export type ContactRow = z.output<typeof contactRow>;
