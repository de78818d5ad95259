import { Button, NumberInput, TextInput } from '@mantine/core';
import { IconArrowsShuffle } from '@tabler/icons-react';
import { defineEditor, type Translate } from '../../renderer/ui/define-editor.ts';
import { freeId, OutletListEditor, splitEvenly } from '../../renderer/ui/outlet-list.tsx';
import { Optional } from '../../renderer/ui/simple-fields.tsx';
import { useProblemText, useUi } from '../../renderer/ui/use-ui.ts';
import { spec, wholeShare } from './schema.ts';

const percent = (share: number): number => share / 100;
const letter = (index: number): string => String.fromCharCode(65 + (index % 26));
const armName = (arm: { name?: string | undefined }, index: number, t: Translate): string =>
  arm.name || t('actions.arm', { letter: letter(index) });

function Share({
  label,
  help,
  value,
  onChange,
}: {
  label: string;
  help: string;
  value: number;
  onChange: (share: number) => void;
}) {
  return (
    <NumberInput
      label={label}
      description={help}
      min={0}
      max={100}
      decimalScale={2}
      suffix=" %"
      value={percent(value)}
      onChange={(next) => {
        if (typeof next === 'number') onChange(Math.round(next * 100));
      }}
    />
  );
}

export const editor = defineEditor(spec, {
  icon: IconArrowsShuffle,
  summary: ({ arms, holdout }, { t, number }) => {
    const shares = arms
      .map((arm, index) => t('summary.share', { name: armName(arm, index, t), percent: number(percent(arm.weight)) }))
      .join(' · ');
    return holdout === undefined
      ? t('summary.arms', { shares })
      : t('summary.holdout', { shares, percent: number(percent(holdout)) });
  },
  outletLabel: (outlet, { arms }, { t }) => {
    const index = arms.findIndex(({ id }) => id === outlet);
    const arm = arms[index];
    return arm === undefined ? null : armName(arm, index, t);
  },
  Form: ({ config, onChange, problems, t }) => {
    const { t: ui, language } = useUi();
    const problem = useProblemText(
      problems.filter(({ code }) => code !== 'weights-sum'),
      t,
    );
    const { arms, holdout } = config;
    const left = wholeShare - arms.reduce((sum, { weight }) => sum + weight, holdout ?? 0);
    const shown = `${new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(Math.abs(left) / 100)} %`;
    const evenly = () => {
      const weights = splitEvenly(arms.length, wholeShare - (holdout ?? 0));
      onChange({ ...config, arms: arms.map((arm, index) => ({ ...arm, weight: weights[index] ?? 0 })) });
    };
    return (
      <div className="k-form">
        <OutletListEditor
          label={t('fields.arms.label')}
          help={t('fields.arms.help')}
          error={left === 0 ? problem('arms') : ui(left < 0 ? 'list.over' : 'list.under', { percent: shown })}
          items={arms}
          max={20}
          nameOf={(arm, index) => armName(arm, index, t)}
          addLabel={t('actions.addArm')}
          create={() => ({ id: freeId([...arms.map(({ id }) => id), 'holdout'], 'arm'), weight: Math.max(0, left) })}
          onChange={(next) => onChange({ ...config, arms: next })}
          action={
            <Button size="compact-sm" variant="default" onClick={evenly}>
              {ui('list.evenly')}
            </Button>
          }
        >
          {(arm, set, index) => (
            <div className="k-row k-row-start">
              <TextInput
                className="k-grow"
                label={t('fields.arms.name.label')}
                maxLength={200}
                placeholder={t('actions.arm', { letter: letter(index) })}
                value={arm.name ?? ''}
                onChange={(event) => {
                  const { name: _old, ...rest } = arm;
                  const name = event.currentTarget.value;
                  set(name === '' ? rest : { ...rest, name });
                }}
              />
              <div className="k-share">
                <Share
                  label={t('fields.arms.weight.label')}
                  help=""
                  value={arm.weight}
                  onChange={(weight) => set({ ...arm, weight })}
                />
              </div>
            </div>
          )}
        </OutletListEditor>
        <Optional
          label={t('fields.holdout.label')}
          on={holdout !== undefined}
          onToggle={(on) => {
            const { holdout: _old, ...rest } = config;
            onChange(on ? { ...rest, holdout: 1000 } : rest);
          }}
        >
          <Share
            label={t('fields.arms.weight.label')}
            help={t('fields.holdout.help')}
            value={holdout ?? 0}
            onChange={(share) => onChange({ ...config, holdout: share })}
          />
        </Optional>
      </div>
    );
  },
});
