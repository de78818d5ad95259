/** Which account of the workspace a block uses. */
import { Button, Select } from '@mantine/core';
import { Link } from 'wouter';
import { type EditorContext, useEditorContext } from './define-editor.ts';
import { FieldBox } from './field-box.tsx';
import type { Field } from './simple-fields.tsx';
import { useUi } from './use-ui.ts';

/** The account that a slot stands for: a slot that nobody bound is served by the workspace's default for the capability. */
export function boundAccount(
  { accounts, bindings }: Pick<EditorContext, 'accounts' | 'bindings'>,
  slot: string,
  capability: string,
): EditorContext['accounts'][number] | undefined {
  const able = accounts.filter((account) => account.capabilities.includes(capability));
  const bound = bindings[slot] ?? able.find(({ defaultFor }) => defaultFor.includes(capability))?.account;
  return able.find(({ account }) => account === bound);
}

export function AddAccount() {
  const { t } = useUi();
  return (
    <div>
      <Button component={Link} href="/accounts" size="compact-sm" variant="default">
        {t('account.add')}
      </Button>
    </div>
  );
}

/** The account that sends, or does something else: those of the workspace that can, bound to the block's slot. */
export function AccountSelect({
  label,
  help,
  error,
  slot,
  capability,
  onChange,
}: Field & { slot: string; capability: string; onChange: (slot: string) => void }) {
  const { accounts, bindings, bindAccount } = useEditorContext();
  const { t } = useUi();
  const able = accounts.filter((account) => account.capabilities.includes(capability));
  const current = boundAccount({ accounts, bindings }, slot, capability);
  if (able.length === 0)
    return (
      <FieldBox label={label} help={help} error={error}>
        <div className="k-card k-stack">
          <span>{t(capability.startsWith('send.') ? 'account.none' : 'account.noneAble')}</span>
          <AddAccount />
        </div>
      </FieldBox>
    );
  return (
    <div className="k-stack k-tight">
      <Select
        label={label}
        description={help}
        error={error}
        placeholder={t('account.placeholder')}
        allowDeselect={false}
        data={able.map(({ account, name }) => ({ value: account, label: name }))}
        value={current?.account ?? null}
        onChange={(account) => {
          if (account === null) return;
          const used = bindAccount(slot === '' ? null : slot, capability, account);
          if (used !== slot) onChange(used);
        }}
      />
      {current === undefined ? <p className="k-hint k-hint-warn">{t('account.open', { slot })}</p> : null}
      {current?.type === 'sandbox' ? <p className="k-hint">{t('account.sandbox')}</p> : null}
      <Link className="k-link" href="/accounts">
        {t('account.add')}
      </Link>
    </div>
  );
}
