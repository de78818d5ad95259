/** A block's icon on its category's colour; a plain one where the type has none, a puzzle piece where it is unknown. */
import {
  type Icon,
  IconArrowsSplit2,
  IconBolt,
  IconClock,
  IconFlag,
  IconPencil,
  IconPuzzleOff,
  IconSend,
} from '@tabler/icons-react';
import type { Category } from '../../flows/sdk/node.ts';
import { editors, specs } from '../../registry/editors.ts';
import { CategoryIcon } from '../ui/bits.tsx';

const plain: Readonly<Record<Category, Icon>> = {
  trigger: IconBolt,
  logic: IconArrowsSplit2,
  wait: IconClock,
  channel: IconSend,
  action: IconPencil,
  end: IconFlag,
};

/** A type's icon; a puzzle piece where this version does not know it. */
export function iconOf(type: string): Icon {
  const spec = specs.get(type);
  return spec === undefined ? IconPuzzleOff : (editors.get(type)?.icon ?? plain[spec.category]);
}

export function BlockIcon({ type, size = 22 }: { type: string; size?: number }) {
  const spec = specs.get(type);
  if (!spec) {
    return (
      <span className="k-category kc-unknown" style={{ width: size, height: size }} aria-hidden>
        <IconPuzzleOff size={Math.round(size * 0.64)} stroke={1.75} />
      </span>
    );
  }
  return <CategoryIcon icon={iconOf(type)} category={spec.category} size={size} />;
}
