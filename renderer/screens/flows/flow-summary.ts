import type * as z from 'zod';
import type { flowSummary } from '../../../flows/api/shapes.ts';

export type FlowSummary = z.output<typeof flowSummary>;
