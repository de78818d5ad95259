/** Templates by language: which one, and what fills its places. */
import type * as z from 'zod';
import type { FormProps } from '../../renderer/ui/define-editor.ts';
import { LiquidField } from '../../renderer/ui/message/liquid-field.tsx';
import { MessageTexts } from '../../renderer/ui/message/message-form.tsx';
import { useProblemText } from '../../renderer/ui/use-ui.ts';
import type { spec } from './schema.ts';
import { type ChosenTemplate, noTemplate, type Place, placesOf, readText, valueAt, valuePath } from './template.ts';
import { TemplateSelect } from './template-select.tsx';

export function TemplateTexts({ config, onChange, problems, t }: FormProps<z.output<typeof spec.config>>) {
  const problem = useProblemText(problems, t);
  const set = (language: string, template: ChosenTemplate) =>
    onChange({ ...config, templates: { ...config.templates, [language]: template } });
  const label = (place: Place): string => {
    const [where = '', which = ''] = place.split('.');
    if (place === 'header.image') return t('place.image');
    return t(`place.${where}`, { number: where === 'url' ? Number(which) + 1 : which });
  };
  return (
    <MessageTexts
      content={Object.fromEntries(
        Object.entries(config.templates).map(([language, template]) => [language, { text: readText(template) }]),
      )}
      empty={{ text: '' }}
      shownParts={['text']}
      error={Object.keys(config.templates).length === 0 ? problem('templates') : undefined}
      onChange={(next) =>
        onChange({
          ...config,
          templates: Object.fromEntries(
            Object.keys(next).map((language) => [language, config.templates[language] ?? noTemplate(language)]),
          ),
        })
      }
    >
      {(_parts, _set, language) => {
        const template = config.templates[language] ?? noTemplate(language);
        return (
          <>
            <TemplateSelect
              slot={config.account}
              language={language}
              template={template}
              error={problem(`templates.${language}.name`)}
              t={t}
              onChange={(chosen) => set(language, chosen)}
            />
            {placesOf(template).map((place) => (
              <LiquidField
                key={place}
                label={label(place)}
                help={place === 'header.image' ? t('place.imageHelp') : undefined}
                rows={1}
                maxLength={2000}
                error={problem(`templates.${language}.${valuePath(template, place)}`)}
                value={valueAt(template, place)}
                onChange={(text) =>
                  set(language, {
                    ...template,
                    values: placesOf(template).map((one) => ({
                      place: one,
                      text: one === place ? text : valueAt(template, one),
                    })),
                  })
                }
              />
            ))}
          </>
        );
      }}
    </MessageTexts>
  );
}
