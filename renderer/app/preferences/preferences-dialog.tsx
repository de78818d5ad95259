/** How this person likes the app. Every choice takes effect at once, here and in other windows, and is kept on this computer. */
import { Button, Input, Modal, SegmentedControl, Switch, useMantineColorScheme } from '@mantine/core';
import { IconKeyboard } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { setPreferences, usePreferences } from '../../state/preferences.ts';
import { changeLanguage } from '../i18n.ts';
import { isLanguage, languageNames, languages } from '../language.ts';
import { closeOverlay, openOverlay } from '../overlay.ts';
import classes from './preferences.module.css';

const schemes = ['auto', 'light', 'dark'] as const;
const pointers = ['either', 'mouse', 'trackpad'] as const;
const densities = ['comfortable', 'compact'] as const;

/** A name over a row of choices. */
function Choice({
  label,
  description,
  children,
}: {
  label: string;
  description?: string;
  children: (name: { 'aria-label': string }) => ReactNode;
}) {
  return (
    <Input.Wrapper label={label} description={description} labelElement="div">
      <div className={classes.choice}>{children({ 'aria-label': label })}</div>
    </Input.Wrapper>
  );
}

export function PreferencesDialog() {
  const { t, i18n } = useTranslation('preferences');
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { density, motion, pointer, singleKeys } = usePreferences((state) => state);
  return (
    <Modal opened onClose={closeOverlay} title={t('title')} size={480}>
      <div className={classes.form}>
        <section aria-labelledby="preferences-look">
          <h3 id="preferences-look">{t('look')}</h3>
          <Choice label={t('app:settings.scheme')}>
            {(name) => (
              <SegmentedControl
                {...name}
                fullWidth
                value={colorScheme}
                onChange={(value) => setColorScheme(schemes.find((one) => one === value) ?? 'auto')}
                data={schemes.map((value) => ({ value, label: t(`app:settings.schemes.${value}`) }))}
              />
            )}
          </Choice>
          <Choice label={t('density.label')} description={t('density.hint')}>
            {(name) => (
              <SegmentedControl
                {...name}
                fullWidth
                value={density}
                onChange={(value) => setPreferences({ density: value === 'compact' ? 'compact' : 'comfortable' })}
                data={densities.map((value) => ({ value, label: t(`density.${value}`) }))}
              />
            )}
          </Choice>
          <Switch
            label={t('motion.label')}
            description={t('motion.hint')}
            checked={motion === 'less'}
            onChange={(event) => setPreferences({ motion: event.currentTarget.checked ? 'less' : 'system' })}
          />
        </section>
        <section aria-labelledby="preferences-pointer">
          <h3 id="preferences-pointer">{t('hands:pointer.title')}</h3>
          <Input.Wrapper description={t(`hands:pointer.${pointer}Help`)} inputWrapperOrder={['input', 'description']}>
            <SegmentedControl
              fullWidth
              aria-labelledby="preferences-pointer"
              value={pointer}
              onChange={(value) => setPreferences({ pointer: pointers.find((one) => one === value) ?? 'either' })}
              data={pointers.map((value) => ({ value, label: t(`hands:pointer.${value}`) }))}
            />
          </Input.Wrapper>
        </section>
        <section aria-labelledby="preferences-language">
          <h3 id="preferences-language">{t('app:settings.language')}</h3>
          <SegmentedControl
            fullWidth
            aria-labelledby="preferences-language"
            value={i18n.language}
            onChange={(value) => {
              if (isLanguage(value)) void changeLanguage(value);
            }}
            data={languages.map((value) => ({
              value,
              label: <span lang={value}>{languageNames[value]}</span>,
            }))}
          />
        </section>
        <section aria-labelledby="preferences-keys">
          <h3 id="preferences-keys">{t('keys.title')}</h3>
          <Switch
            label={t('shortcuts:singleKeys')}
            description={t('shortcuts:singleKeysHint')}
            checked={singleKeys}
            onChange={(event) => setPreferences({ singleKeys: event.currentTarget.checked })}
          />
          <div>
            <Button
              variant="default"
              leftSection={<IconKeyboard size={16} stroke={1.7} aria-hidden />}
              onClick={() => openOverlay('shortcuts')}
            >
              {t('keys.open')}
            </Button>
          </div>
        </section>
      </div>
    </Modal>
  );
}
