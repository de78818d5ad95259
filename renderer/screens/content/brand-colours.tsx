/** The colours of letters, and in words whether they can be read. */
import { ColorInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { contrast, inkOn, readable } from '../../../flows/content/letter/colour.ts';
import type { Brand } from '../../../flows/sdk/brand.ts';
import { useFormat } from '../../app/format.ts';
import classes from './brand.module.css';

const names = ['primary', 'text', 'background'] as const;
const isColour = (text: string): boolean => /^#[0-9a-f]{6}$/i.test(text);

export function BrandColours({
  colours,
  onChange,
}: {
  colours: Brand['colours'];
  onChange: (colours: Brand['colours']) => void;
}) {
  const { t } = useTranslation('brand');
  const format = useFormat();
  const whole = names.every((name) => isColour(colours[name]));
  const seen = whole ? contrast(colours.text, colours.background) : null;
  return (
    <>
      <div className={classes.colours}>
        {names.map((name) => (
          <ColorInput
            key={name}
            label={t(`colours.${name}`)}
            format="hex"
            eyeDropperButtonProps={{ 'aria-hidden': true }}
            withEyeDropper={false}
            value={colours[name]}
            error={isColour(colours[name]) ? undefined : t('colours.bad')}
            onChange={(colour) => onChange({ ...colours, [name]: colour })}
          />
        ))}
      </div>
      {seen === null ? null : (
        <div role="status">
          <p className={seen < readable ? classes.poor : undefined}>
            {t(seen < readable ? 'colours.poor' : 'colours.good', {
              contrast: format.number(Math.floor(seen * 10) / 10),
            })}
          </p>
          <p>
            {t('colours.buttons', {
              ink: t(inkOn(colours.primary) === '#ffffff' ? 'colours.white' : 'colours.black'),
            })}{' '}
            {contrast(colours.primary, colours.background) < readable ? t('colours.links') : ''}
          </p>
        </div>
      )}
    </>
  );
}
