/** What is written of a form: its name, its words by language, what is asked and agreed to, and what comes afterwards. */
import { ActionIcon, Button, Card, ColorInput, Menu, SegmentedControl, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { languages as uiLanguages } from '../../app/language.ts';
import { languageName } from '../../ui/words.ts';
import { ConsentList } from './consent-list.tsx';
import { FieldList } from './field-list.tsx';
import { withoutLanguage } from './form-draft.ts';
import classes from './forms.module.css';
import { type PartProps, TextIn } from './text-in.tsx';

/** Beside those of the app: what neighbours of its people read. */
const moreLanguages = ['pl', 'de', 'es', 'fr', 'it', 'ro', 'tr', 'kk'];

export function FormEditor({ onLanguage, ...part }: PartProps & { onLanguage: (language: string) => void }) {
  const { t } = useTranslation('forms');
  const { draft, onChange, problem } = part;
  return (
    <div className={classes.form}>
      <Card component="section" className={classes.block ?? ''} aria-labelledby="form-words">
        <h2 id="form-words">{t('words.section')}</h2>
        <TextInput
          label={t('words.name')}
          description={t('words.nameHelp')}
          maxLength={100}
          error={problem('name')}
          value={draft.name}
          onChange={(event) => onChange({ ...draft, name: event.currentTarget.value })}
        />
        <Languages {...part} onLanguage={onLanguage} />
        <Text {...part} field="title" rows={1} max={200} />
        <Text {...part} field="intro" rows={2} max={2000} />
        <Text {...part} field="button" rows={1} max={60} />
      </Card>
      <FieldList {...part} />
      <ConsentList {...part} />
      <Card component="section" className={classes.block ?? ''} aria-labelledby="form-after">
        <h2 id="form-after">{t('after.title')}</h2>
        <SegmentedControl
          aria-label={t('after.title')}
          value={draft.redirect === null ? 'thanks' : 'page'}
          onChange={(chosen) => onChange({ ...draft, redirect: chosen === 'thanks' ? null : 'https://' })}
          data={[
            { value: 'thanks', label: t('after.thanks') },
            { value: 'page', label: t('after.page') },
          ]}
        />
        {draft.redirect === null ? (
          <Text {...part} field="thanks" rows={2} max={2000} />
        ) : (
          <TextInput
            label={t('after.redirect')}
            description={t('after.redirectHelp')}
            maxLength={2000}
            error={problem('redirect')}
            value={draft.redirect}
            onChange={(event) => onChange({ ...draft, redirect: event.currentTarget.value })}
          />
        )}
        <ColorInput
          label={t('after.color')}
          description={t('after.colorHelp')}
          format="hex"
          error={problem('color')}
          eyeDropperButtonProps={{ 'aria-label': t('after.eyeDropper') }}
          value={draft.color}
          onChange={(color) => onChange({ ...draft, color })}
        />
      </Card>
    </div>
  );
}

function Text({
  draft,
  language,
  onChange,
  problem,
  field,
  rows,
  max,
}: PartProps & { field: 'title' | 'intro' | 'button' | 'thanks'; rows: number; max: number }) {
  const { t } = useTranslation('forms');
  return (
    <TextIn
      label={t(`words.${field}`)}
      help={t(`words.${field}Help`, { defaultValue: '' })}
      rows={rows}
      max={max}
      error={problem(field)}
      texts={draft[field]}
      language={language}
      first={draft.languages[0] ?? language}
      onChange={(texts) => onChange({ ...draft, [field]: texts })}
    />
  );
}

function Languages({ draft, language, onChange, onLanguage }: PartProps & { onLanguage: (language: string) => void }) {
  const { t, i18n } = useTranslation('forms');
  const name = (code: string): string => languageName(code, i18n.language);
  const others = [...uiLanguages, ...moreLanguages].filter((one) => !draft.languages.includes(one));
  return (
    <div className={classes.languages}>
      <SegmentedControl
        aria-label={t('words.languages')}
        value={language}
        onChange={onLanguage}
        data={draft.languages.map((one) => ({ value: one, label: name(one) }))}
      />
      <Menu position="bottom-start">
        <Menu.Target>
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            leftSection={<IconPlus size={14} aria-hidden />}
            disabled={draft.languages.length >= 10 || others.length === 0}
          >
            {t('words.addLanguage')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {others.map((one) => (
            <Menu.Item
              key={one}
              onClick={() => {
                onChange({ ...draft, languages: [...draft.languages, one] });
                onLanguage(one);
              }}
            >
              {name(one)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {draft.languages.length > 1 ? (
        <ActionIcon
          color="gray"
          aria-label={t('words.removeLanguage', { language: name(language) })}
          onClick={() => {
            const next = withoutLanguage(draft, language);
            onChange(next);
            onLanguage(next.languages[0] ?? language);
          }}
        >
          <IconTrash size={15} aria-hidden />
        </ActionIcon>
      ) : null}
    </div>
  );
}
