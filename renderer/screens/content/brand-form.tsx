/** The form of the brand, with a letter beside it that shows what is not saved yet. */
import { Button, Card, NativeSelect, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Brand, brandSchema, fontNames, webAddress } from '../../../flows/sdk/brand.ts';
import { client, orpc } from '../../app/client.ts';
import { useErrorWords } from '../../app/error-words.ts';
import { toast } from '../../app/toast.ts';
import classes from './brand.module.css';
import { BrandColours } from './brand-colours.tsx';
import { BrandLogo } from './brand-logo.tsx';
import { BrandPreview } from './brand-preview.tsx';
import { BrandSocial, type SocialRow } from './brand-social.tsx';
import { KeptParts } from './kept-parts.tsx';

/** A font by its own name; that of the reader's device has none. */
const fontLabel = (name: string): string => {
  const names: Record<string, string> = { times: 'Times New Roman', courier: 'Courier New', trebuchet: 'Trebuchet MS' };
  return names[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
};

export function BrandForm({ stored }: { stored: Brand }) {
  const { t } = useTranslation('brand');
  const errors = useErrorWords();
  const queries = useQueryClient();
  const [brand, setBrand] = useState(stored);
  const [rows, setRows] = useState<SocialRow[]>(() => stored.social.map((one, id) => ({ ...one, id })));
  const [tried, setTried] = useState(false);
  const edited: Brand = { ...brand, social: rows.map(({ network, url }) => ({ network, url: url.trim() })) };
  const checked = brandSchema.safeParse(edited);
  const changed = JSON.stringify(edited) !== JSON.stringify(stored);
  // What cannot be shown yet is left out of the picture, not all of it.
  const shown = brandSchema.safeParse({
    ...edited,
    colours: Object.fromEntries(
      Object.entries(edited.colours).map(([name, colour]) => [
        name,
        /^#[0-9a-f]{6}$/i.test(colour) ? colour : stored.colours[name as keyof Brand['colours']],
      ]),
    ),
    social: edited.social.filter(({ url }) => webAddress.safeParse(url).success),
  });
  const save = useMutation({
    mutationFn: (next: Brand) => client.letters.saveBrand(next),
    onSuccess: async () => {
      toast.done(t('saved'));
      await queries.invalidateQueries({ queryKey: orpc.letters.brand.key() });
    },
    onError: (error) => toast.failed(errors(error)),
  });
  return (
    <div className={classes.screen}>
      <form
        className={classes.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (checked.success) save.mutate(checked.data);
        }}
      >
        <p className={classes.lead}>{t('lead')}</p>
        <Card component="section" className={classes.block ?? ''} aria-labelledby="brand-logo">
          <h2 id="brand-logo">{t('logo.title')}</h2>
          <BrandLogo logo={brand.logo} onChange={(logo) => setBrand({ ...brand, logo })} />
        </Card>
        <Card component="section" className={classes.block ?? ''} aria-labelledby="brand-colours">
          <h2 id="brand-colours">{t('colours.title')}</h2>
          <BrandColours colours={brand.colours} onChange={(colours) => setBrand({ ...brand, colours })} />
        </Card>
        <Card component="section" className={classes.block ?? ''} aria-labelledby="brand-font">
          <h2 id="brand-font">{t('font.title')}</h2>
          <NativeSelect
            label={t('font.label')}
            description={t('font.help')}
            data={fontNames.map((value) => ({
              value,
              label: value === 'system' ? t('font.system') : fontLabel(value),
            }))}
            value={brand.font}
            onChange={(event) =>
              setBrand({ ...brand, font: fontNames.find((one) => one === event.currentTarget.value) ?? 'system' })
            }
          />
        </Card>
        <Card component="section" className={classes.block ?? ''} aria-labelledby="brand-footer">
          <h2 id="brand-footer">{t('footer.title')}</h2>
          <Textarea
            label={t('footer.signature')}
            description={t('footer.signatureHelp')}
            autosize
            minRows={2}
            maxLength={1000}
            value={brand.signature}
            onChange={(event) => setBrand({ ...brand, signature: event.currentTarget.value })}
          />
          <TextInput
            label={t('footer.company')}
            maxLength={200}
            value={brand.company}
            onChange={(event) => setBrand({ ...brand, company: event.currentTarget.value })}
          />
          <Textarea
            label={t('footer.address')}
            description={t('footer.addressHelp')}
            autosize
            minRows={1}
            maxLength={500}
            value={brand.address}
            onChange={(event) => setBrand({ ...brand, address: event.currentTarget.value })}
          />
        </Card>
        <Card component="section" className={classes.block ?? ''} aria-labelledby="brand-social">
          <h2 id="brand-social">{t('social.title')}</h2>
          <BrandSocial rows={rows} onChange={setRows} tried={tried} />
        </Card>
        <div className={classes.foot}>
          <Button type="submit" disabled={!changed} loading={save.isPending}>
            {t('app:save')}
          </Button>
          {changed ? (
            <>
              <Button
                variant="subtle"
                color="gray"
                onClick={() => {
                  setBrand(stored);
                  setRows(stored.social.map((one, id) => ({ ...one, id })));
                  setTried(false);
                }}
              >
                {t('reset')}
              </Button>
              <Text c="dimmed" role="status">
                {t('unsaved')}
              </Text>
            </>
          ) : null}
        </div>
        <Card component="section" className={classes.block ?? ''} aria-labelledby="brand-parts">
          <h2 id="brand-parts">{t('parts.title')}</h2>
          <KeptParts />
        </Card>
      </form>
      <BrandPreview brand={shown.success ? shown.data : stored} />
    </div>
  );
}
