/** The offers that the flow's texts and blocks mean, and what each stands for in this workspace. */
import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { bindSlot, removeSlot } from '../../flows/document/edits.ts';
import { offersUsed } from '../../flows/document/offers-used.ts';
import { specs } from '../../registry/editors.ts';
import { useEditorContext } from '../ui/define-editor.ts';
import { SlotSelect } from '../ui/slot-select.tsx';
import { Tooltip } from '../ui/tooltip.tsx';
import { useEditorState, useSession } from './session.ts';
import { useWords } from './words.ts';

export function OfferSlots() {
  const { editor } = useSession();
  const words = useWords();
  const document = useEditorState((state) => state.document);
  const bindings = useEditorState((state) => state.bindings);
  const { offers, offerOf } = useEditorContext();
  const used = offersUsed(document, specs);
  return Object.keys(document.slots?.offers ?? {}).map((slot) => (
    <div key={slot} className="kc-slot">
      <SlotSelect
        label={slot}
        slot={slot}
        words="offer"
        bound={offerOf(slot)}
        choices={offers.map(({ offer, name }) => ({ value: offer, label: name }))}
        onChoose={(offer) => editor.bind(bindSlot(bindings, slot, offer))}
      />
      {used.has(slot) ? null : (
        <Tooltip label={words.t('settings.offerUnused')}>
          <ActionIcon
            aria-label={`${words.t('settings.offerUnused')}: ${slot}`}
            onClick={() =>
              editor.apply((now) => removeSlot(now, 'offers', slot), { bindings: bindSlot(bindings, slot, null) })
            }
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
    </div>
  ));
}
