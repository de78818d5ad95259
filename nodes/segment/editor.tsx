import { TextInput } from '@mantine/core';
import { IconArrowsSplit2 } from '@tabler/icons-react';
import { everybody } from '../../flows/sdk/rule.ts';
import { defineEditor } from '../../renderer/ui/define-editor.ts';
import { freeId, OutletListEditor } from '../../renderer/ui/outlet-list.tsx';
import { RuleBuilder } from '../../renderer/ui/rule/rule-builder.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import { spec } from './schema.ts';

export const editor = defineEditor(spec, {
  icon: IconArrowsSplit2,
  summary: ({ branches }, { t, rule }) => {
    const only = branches.length === 1 ? branches[0] : undefined;
    if (only !== undefined) return t('summary.one', { rule: rule(only.rule) });
    return t('summary.branches', {
      count: branches.length,
      names: branches.map((branch, index) => branch.name || t('actions.branch', { number: index + 1 })).join(', '),
    });
  },
  outletLabel: (outlet, { branches }, { t }) => {
    const index = branches.findIndex(({ id }) => id === outlet);
    return index < 0 ? null : branches[index]?.name || t('actions.branch', { number: index + 1 });
  },
  Form: ({ config, onChange, problems, t }) => {
    const problem = useProblemText(problems, t);
    return (
      <OutletListEditor
        label={t('fields.branches.label')}
        help={t('fields.branches.help')}
        items={config.branches}
        max={50}
        nameOf={(branch, index) => branch.name || t('actions.branch', { number: index + 1 })}
        addLabel={t('actions.addBranch')}
        create={() => ({ id: freeId([...config.branches.map(({ id }) => id), 'else'], 'branch'), rule: everybody })}
        onChange={(branches) => onChange({ ...config, branches })}
      >
        {(branch, set, index) => (
          <>
            <TextInput
              label={t('fields.branches.name.label')}
              maxLength={200}
              placeholder={t('actions.branch', { number: index + 1 })}
              value={branch.name ?? ''}
              error={problem(`branches.${index}.id`)}
              onChange={(event) => {
                const { name: _old, ...rest } = branch;
                const name = event.currentTarget.value;
                set(name === '' ? rest : { ...rest, name });
              }}
            />
            <RuleBuilder
              label={t('fields.branches.rule.label')}
              error={problem(`branches.${index}.rule`)}
              value={branch.rule}
              onChange={(rule) => set({ ...branch, rule })}
            />
          </>
        )}
      </OutletListEditor>
    );
  },
});
