/** Which web form an event is to come from: one rule over it, chosen by the form's name. */
import { Select } from '@mantine/core';
import { isRuleGroup, type RuleGroup } from '../../flows/sdk/rule.ts';
import { useEditorContext } from './define-editor.ts';

const field = 'props.form';

/** The form that the rule asks for; null: any, or something that is not said so simply. */
function formOf(rule: RuleGroup): string | null {
  const found = rule.rules.find((one) => !isRuleGroup(one) && one.field === field && one.operator === '=');
  return found !== undefined && !isRuleGroup(found) && typeof found.value === 'string' ? found.value : null;
}

function withForm(rule: RuleGroup, form: string | null): RuleGroup {
  const rest = rule.rules.filter((one) => isRuleGroup(one) || one.field !== field);
  return form === null
    ? { ...rule, rules: rest }
    : { ...rule, rules: [{ field, operator: '=', value: form }, ...rest] };
}

/** Nothing where the workspace has no forms, or where the rule is an "or", which would let others in beside the form. */
export function FormOfEvent({
  label,
  help,
  any,
  value,
  onChange,
}: {
  label: string;
  help: string;
  /** The choice of every form. */
  any: string;
  value: RuleGroup;
  onChange: (rule: RuleGroup) => void;
}) {
  const { forms = [] } = useEditorContext();
  if (forms.length === 0 || value.combinator !== 'and') return null;
  const chosen = formOf(value);
  const known = chosen === null || forms.some(({ form }) => form === chosen);
  return (
    <Select
      label={label}
      description={help}
      allowDeselect={false}
      data={[
        { value: '', label: any },
        ...forms.map(({ form, name }) => ({ value: form, label: name })),
        ...(known ? [] : [{ value: chosen, label: chosen }]),
      ]}
      value={chosen ?? ''}
      onChange={(form) => onChange(withForm(value, form || null))}
    />
  );
}
