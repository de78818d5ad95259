/** The letter in a window of its own: written at the left, seen at the right as it arrives. */
import { ActionIcon, Button, Group, Loader, Modal, SegmentedControl } from '@mantine/core';
import {
  IconArrowsMaximize,
  IconDeviceDesktop,
  IconDeviceMobile,
  IconMoon,
  IconSend,
  IconSun,
} from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { FileRef } from '../../../flows/sdk/files.ts';
import { useEditorContext } from '../define-editor.ts';
import { LockedFrame } from '../locked-frame.tsx';
import { PreviewPerson } from '../message/preview-person.tsx';
import { usePreview } from '../message/use-preview.ts';
import { Tooltip } from '../tooltip.tsx';
import { useUi } from '../use-ui.ts';
import { numberInWords } from '../words.ts';
import { frameDocument, type Scheme } from './frame-document.ts';
import { useShownPictures } from './pictures.ts';
import { TestSend } from './test-send.tsx';
import './letter.css';

/** Gmail shows no more of a letter than this. */
const clippedFrom = 102 * 1024;

export interface WrittenLetter {
  /** Templates; the letter as JSON. */
  parts: Record<string, string>;
  htmlParts: readonly string[];
  language: string;
  /** Slot of the account that sends. */
  account: string;
  attachments: readonly FileRef[];
}

export function LetterWindow({
  written,
  warnings,
  children,
}: {
  written: WrittenLetter;
  /** What is worth a look, in words. */
  warnings: readonly string[];
  /** The form; drawn anew in the window. */
  children: ReactNode;
}) {
  const { t } = useUi();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <div>
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconArrowsMaximize size={15} stroke={1.75} />}
          onClick={() => setOpened(true)}
        >
          {t('letter:window.open')}
        </Button>
      </div>
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('letter:window.title')}
        fullScreen
        classNames={{ content: 'k-letter-window', body: 'k-letter-window-body' }}
      >
        <div className="k-letter-form k-form">{children}</div>
        <Arrived written={written} warnings={warnings} />
      </Modal>
    </>
  );
}

/** What the recipient sees. */
function Arrived({ written, warnings }: { written: WrittenLetter; warnings: readonly string[] }) {
  const { t, language: ui } = useUi();
  const { letters } = useEditorContext();
  const [contact, setContact] = useState<string | null>(null);
  const [device, setDevice] = useState<'desktop' | 'phone' | 'text'>('desktop');
  const [scheme, setScheme] = useState<Scheme>('light');
  const [testing, setTesting] = useState(false);
  const { parts, htmlParts, language } = written;
  const shown = usePreview({ parts, htmlParts, language, contact });
  const ready = shown !== null && !('failed' in shown) ? shown : null;
  const html = useShownPictures(ready?.parts.html ?? '', letters?.fileUrl);
  const bytes = ready?.htmlBytes ?? null;
  return (
    <section className="k-letter-arrived" aria-label={t('preview.title')}>
      <div className="k-letter-bar">
        <div className="k-letter-person">
          <PreviewPerson contact={contact} setContact={setContact} />
        </div>
        <SegmentedControl
          size="xs"
          aria-label={t('letter:window.device')}
          data={[
            { value: 'desktop', label: <Device icon={IconDeviceDesktop} label={t('letter:window.desktop')} /> },
            { value: 'phone', label: <Device icon={IconDeviceMobile} label={t('letter:window.phone')} /> },
            { value: 'text', label: t('letter:window.text') },
          ]}
          value={device}
          onChange={(value) => setDevice(value === 'phone' || value === 'text' ? value : 'desktop')}
        />
        <Tooltip label={t(scheme === 'dark' ? 'letter:window.light' : 'letter:window.dark')}>
          <ActionIcon
            variant="default"
            size="md"
            aria-label={t('letter:window.dark')}
            aria-pressed={scheme === 'dark'}
            onClick={() => setScheme(scheme === 'dark' ? 'light' : 'dark')}
          >
            {scheme === 'dark' ? <IconSun size={16} stroke={1.75} /> : <IconMoon size={16} stroke={1.75} />}
          </ActionIcon>
        </Tooltip>
        <span className="k-grow" />
        <Button size="xs" leftSection={<IconSend size={15} stroke={1.75} />} onClick={() => setTesting(true)}>
          {t('letter:test.open')}
        </Button>
      </div>
      {shown === null ? (
        <Loader size="xs" aria-label={t('preview.title')} />
      ) : ready === null ? (
        <p className="k-error" role="alert">
          {t('preview.failed', { why: 'failed' in shown ? shown.failed : '' })}
        </p>
      ) : (
        <>
          <div className="k-letter-inbox">
            <b className="k-ellipsis">{ready.parts.subject || t('letter:window.noSubject')}</b>
            {bytes === null ? null : (
              <span className={bytes > clippedFrom ? 'k-hint k-hint-warn' : 'k-hint'}>
                {t(bytes > clippedFrom ? 'letter:window.clipped' : 'letter:window.size', {
                  size: numberInWords(Math.max(1, Math.round(bytes / 1024)), ui),
                })}
              </span>
            )}
          </div>
          {ready.errors.map(({ part, message }) => (
            <p key={`${part}-${message}`} className="k-error" role="alert">
              {message}
            </p>
          ))}
          {device === 'text' ? (
            <section
              className="k-letter-plain"
              // biome-ignore lint/a11y/noNoninteractiveTabindex: a long text is scrolled by keyboard
              tabIndex={0}
              aria-label={t('letter:window.text')}
            >
              {ready.parts.text ?? ''}
            </section>
          ) : (
            <div className="k-letter-desk">
              <LockedFrame
                className="k-letter-frame"
                data-device={device}
                title={t('preview.frame')}
                document={frameDocument(html, scheme)}
              />
            </div>
          )}
        </>
      )}
      {warnings.length === 0 ? null : (
        <ul className="k-letter-warnings" aria-label={t('letter:window.warnings')}>
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
      <TestSend
        opened={testing}
        onClose={() => setTesting(false)}
        written={written}
        contact={contact === null ? null : Number(contact)}
      />
    </section>
  );
}

function Device({ icon: Glyph, label }: { icon: typeof IconDeviceMobile; label: string }) {
  return (
    <Group className="k-letter-device" gap={6} wrap="nowrap">
      <Glyph size={14} stroke={1.75} aria-hidden />
      <span>{label}</span>
    </Group>
  );
}
