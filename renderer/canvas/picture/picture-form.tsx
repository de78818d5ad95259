/** The choices of an exported picture, its preview, and saving it. */
import { Button, Group, Input, Radio, SegmentedControl, Switch, Text, TextInput } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { specs } from '../../../registry/editors.ts';
import { orpc } from '../../app/client.ts';
import { useFormat } from '../../app/format.ts';
import { saveBlob } from '../../app/save-file.ts';
import { toast } from '../../app/toast.ts';
import { say, useEditorState, useSession, useUiState } from '../session.ts';
import { useWords } from '../words.ts';
import type { PictureTheme } from './colors.ts';
import { fileNameOf, isReduced, type PictureFormat, pictureFile, pictureFormats, pixelScale, svgOf } from './export.ts';
import { pictureLayout } from './layout.ts';
import { canvasMeasure } from './measure.ts';
import './picture.css';

export function PictureForm({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('story');
  const { ui } = useSession();
  const words = useWords();
  const format = useFormat();
  const document = useEditorState((state) => state.document);
  const live = useUiState((state) => state.live);
  const { data: workspace } = useQuery(orpc.workspace.get.queryOptions());
  const ran = (live?.report.version ?? null) !== null;
  const [kind, setKind] = useState<PictureFormat>('png');
  const [theme, setTheme] = useState<PictureTheme>('light');
  const [figures, setFigures] = useState(false);
  const [saving, setSaving] = useState(false);
  const [name, setName] = useState(document.name);
  const measure = useMemo(canvasMeasure, []);
  const subtitle = [workspace?.name, format.date(new Date().toISOString())].filter(Boolean).join(' · ');
  const layout = useMemo(
    () => pictureLayout(document, { words, specs, live: figures && ran ? live : null, subtitle, measure }),
    [document, words, figures, ran, live, subtitle, measure],
  );
  const preview = useMemo(() => svgOf(layout, theme), [layout, theme]);
  const [shown, setShown] = useState<string | null>(null);
  useEffect(() => {
    const url = URL.createObjectURL(new Blob([preview], { type: 'image/svg+xml' }));
    setShown(url);
    return () => URL.revokeObjectURL(url);
  }, [preview]);
  const scale = kind === 'svg' ? 1 : pixelScale(layout, kind);
  const file = fileNameOf(name, kind);

  const save = async () => {
    setSaving(true);
    try {
      saveBlob(file, await pictureFile(layout, theme, kind));
      const said = t(workspace?.host === 'desktop' ? 'picture.savedDesktop' : 'picture.saved', { file });
      toast.done(said);
      say(ui, said);
      onDone();
    } catch {
      toast.failed({ title: t('picture.failed.title'), body: t('picture.failed.body') });
    } finally {
      setSaving(false);
    }
  };

  return (
    <div className="kc-picture">
      <div className="kc-picture-choices">
        <Radio.Group label={t('picture.format')} value={kind} onChange={(value) => setKind(value as PictureFormat)}>
          <div className="kc-picture-formats">
            {pictureFormats.map((value) => (
              <Radio key={value} value={value} label={t(`picture.formats.${value}`)} />
            ))}
          </div>
        </Radio.Group>
        <div>
          <Input.Label labelElement="div" id="kc-picture-theme">
            {t('picture.theme')}
          </Input.Label>
          <SegmentedControl
            fullWidth
            aria-labelledby="kc-picture-theme"
            value={theme}
            onChange={(value) => setTheme(value === 'dark' ? 'dark' : 'light')}
            data={(['light', 'dark'] as const).map((value) => ({ value, label: t(`picture.themes.${value}`) }))}
          />
        </div>
        <Switch
          label={t('picture.figures')}
          description={t('picture.figuresHint')}
          checked={figures && ran}
          disabled={!ran}
          onChange={(event) => setFigures(event.currentTarget.checked)}
        />
        <TextInput
          label={t('picture.name')}
          value={name}
          maxLength={80}
          rightSection={<Text size="xs" c="dimmed">{`.${kind}`}</Text>}
          rightSectionWidth={44}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      </div>
      <figure className="kc-picture-preview">
        {shown === null ? null : <img src={shown} alt={t('picture.alt', { name: document.name })} />}
        <figcaption>
          {t('picture.size', {
            width: words.count(Math.round(layout.width * scale)),
            height: words.count(Math.round(layout.height * scale)),
          })}
          {isReduced(layout, kind) ? ` ${t('picture.reduced')}` : null}
        </figcaption>
      </figure>
      <Group justify="flex-end" className="kc-picture-actions">
        <Button variant="default" onClick={onDone}>
          {words.t('cancel')}
        </Button>
        <Button
          data-autofocus
          loading={saving}
          leftSection={<IconDownload size={16} stroke={1.75} />}
          onClick={() => void save()}
        >
          {t('picture.save')}
        </Button>
      </Group>
    </div>
  );
}
