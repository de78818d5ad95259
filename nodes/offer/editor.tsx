import { Radio } from '@mantine/core';
import { IconDiscount } from '@tabler/icons-react';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { OfferSelect } from '../../renderer/ui/offer-select.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { actions, spec } from './schema.ts';

export const editor = defineEditor(spec, {
  icon: IconDiscount,
  summary: ({ action, offer }, { t, offerName }) =>
    offer === '' ? t('summary.unset') : t(`summary.${action}`, { offer: offerName(offer) }),
  Form: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    return (
      <div className="k-form">
        <OfferSelect
          label={t('fields.offer.label')}
          help={t('fields.offer.help')}
          error={problem('offer')}
          slot={config.offer}
          onChange={(offer) => onChange({ ...config, offer })}
        />
        <Radio.Group
          label={t('fields.action.label')}
          error={problem('action')}
          value={config.action}
          onChange={(chosen) => {
            const action = actions.find((one) => one === chosen);
            if (action !== undefined) onChange({ ...config, action });
          }}
        >
          <div className="k-stack k-choices">
            {actions.map((action) => (
              <Radio
                key={action}
                value={action}
                label={t(`fields.action.options.${action}`)}
                description={t(`fields.action.helps.${action}`)}
              />
            ))}
          </div>
        </Radio.Group>
      </div>
    );
  },
});
