import { useEditorContext } from './define-editor.ts';
import { SlotSelect, type SlotSelectProps } from './slot-select.tsx';

/** An offer of the workspace, bound to the block's slot. */
export function OfferSelect({ onChange, ...props }: SlotSelectProps & { onChange: (slot: string) => void }) {
  const { offers, bindOffer, offerOf } = useEditorContext();
  return (
    <SlotSelect
      {...props}
      words="offer"
      bound={offerOf(props.slot)}
      choices={offers.map(({ offer, name }) => ({ value: offer, label: name }))}
      onChoose={(offer) => {
        if (bindOffer !== undefined) onChange(bindOffer(offer));
      }}
    />
  );
}
