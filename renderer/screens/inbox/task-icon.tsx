import { type Icon, IconChecklist, IconMapPin, IconMessage2, IconPhone } from '@tabler/icons-react';
import type { TaskKind } from '../../../flows/sdk/tasks.ts';

const icons: Record<TaskKind, Icon> = {
  call: IconPhone,
  visit: IconMapPin,
  answer: IconMessage2,
  other: IconChecklist,
};

/** What is to be done, as a picture beside its word. */
export function TaskIcon({ kind, size = 18 }: { kind: TaskKind; size?: number }) {
  const Glyph = icons[kind];
  return <Glyph size={size} stroke={1.7} aria-hidden />;
}
