/** Sends the letter to an address that one types, to see it where it will be read. */
import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useEditorContext } from '../define-editor.ts';
import { useUi } from '../use-ui.ts';
import type { WrittenLetter } from './letter-window.tsx';

export interface TestSendProps {
  opened: boolean;
  onClose: () => void;
  written: WrittenLetter;
  /** Whose values are in it; null: an example person's. */
  contact: number | null;
}

export function TestSend(props: TestSendProps) {
  const { t } = useUi();
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={t('letter:test.title')} size={460}>
      {props.opened ? <Form {...props} /> : null}
    </Modal>
  );
}

/** Where the last test went, for as long as the page is open. */
let lastAddress = '';

function Form({ onClose, written, contact }: TestSendProps) {
  const { t } = useUi();
  const { letters, accounts, bindings } = useEditorContext();
  const able = accounts.filter(({ capabilities }) => capabilities.includes('send.email'));
  const [account, setAccount] = useState(bindings[written.account] ?? able[0]?.account ?? '');
  const [to, setTo] = useState(lastAddress);
  const [state, setState] = useState<{ kind: 'idle' | 'busy' | 'sent' | 'sandbox' } | { kind: 'failed'; why: string }>({
    kind: 'idle',
  });
  const send = async () => {
    if (letters === undefined) return;
    setState({ kind: 'busy' });
    lastAddress = to;
    try {
      const { parts, htmlParts, language, attachments } = written;
      const result = await letters.sendTest({
        parts,
        htmlParts: [...htmlParts],
        language,
        attachments,
        account,
        to: to.trim(),
        contact,
      });
      setState(result.ok ? { kind: result.sandbox ? 'sandbox' : 'sent' } : { kind: 'failed', why: result.detail });
    } catch (error) {
      setState({ kind: 'failed', why: letters.words(error) });
    }
  };
  const valid = /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(to.trim());
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (valid && account !== '') void send();
      }}
    >
      <Stack>
        <TextInput
          data-autofocus
          type="email"
          label={t('letter:test.to')}
          description={t('letter:test.help')}
          value={to}
          error={to.trim() !== '' && !valid ? t('letter:test.badAddress') : undefined}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('letter:test.account')}
          data={able.map(({ account: value, name }) => ({ value, label: name }))}
          value={account}
          onChange={(event) => setAccount(event.currentTarget.value)}
        />
        <div role="status">
          {state.kind === 'sent' ? <p className="k-hint">{t('letter:test.sent', { to: to.trim() })}</p> : null}
          {state.kind === 'sandbox' ? <p className="k-hint k-hint-warn">{t('letter:test.sandbox')}</p> : null}
          {state.kind === 'failed' ? <p className="k-error">{t('letter:test.failed', { why: state.why })}</p> : null}
        </div>
        <Group justify="end" gap={8}>
          <Button variant="default" onClick={onClose}>
            {t('letter:test.close')}
          </Button>
          <Button type="submit" disabled={!valid || account === ''} loading={state.kind === 'busy'}>
            {t('letter:test.send')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
