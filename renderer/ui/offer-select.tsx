import { Select } from '@mantine/core';
import { useEditorContext } from './define-editor.ts';
import { useUi } from './use-ui.ts';

/** An offer of the workspace, bound to the block's slot. */
export function OfferSelect({
  label,
  help,
  error,
  slot,
  onChange,
}: {
  label: string;
  help?: string;
  error?: string | undefined;
  /** Empty where none is chosen yet. */
  slot: string;
  onChange: (slot: string) => void;
}) {
  const { offers, bindOffer, offerOf } = useEditorContext();
  const { t } = useUi();
  const bound = offerOf(slot);
  return (
    <div className="k-stack k-tight">
      <Select
        label={label}
        description={help}
        error={error}
        placeholder={t('offer.placeholder')}
        nothingFoundMessage={t('offer.none')}
        searchable
        allowDeselect={false}
        data={offers.map(({ offer, name }) => ({ value: offer, label: name }))}
        value={bound}
        onChange={(offer) => {
          if (offer !== null && bindOffer !== undefined) onChange(bindOffer(offer));
        }}
      />
      {slot !== '' && bound === null ? <p className="k-hint k-hint-warn">{t('offer.open', { slot })}</p> : null}
    </div>
  );
}
