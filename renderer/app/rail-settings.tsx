/** The rail's menu: language, colour scheme, mouse or trackpad, and the way to the rest that a person may choose. Each takes effect at once. */
import { Menu, Text, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import {
  IconAdjustments,
  IconCheck,
  IconDeviceDesktop,
  IconDeviceLaptop,
  IconHandFinger,
  IconKeyboard,
  IconMoon,
  IconMouse,
  IconSettings,
  IconSun,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { preferencesPage, shortcutList } from '../state/app-shortcuts.ts';
import { setPreferences, usePreferences } from '../state/preferences.ts';
import { Tooltip } from '../ui/tooltip.tsx';
import { changeLanguage } from './i18n.ts';
import { useShortcutText } from './key-caps.ts';
import { languageNames, languages } from './language.ts';
import { openOverlay } from './overlay.ts';
import classes from './shell.module.css';

const schemes = [
  { value: 'auto', icon: IconDeviceDesktop },
  { value: 'light', icon: IconSun },
  { value: 'dark', icon: IconMoon },
] as const;

const pointers = [
  { value: 'either', icon: IconHandFinger },
  { value: 'mouse', icon: IconMouse },
  { value: 'trackpad', icon: IconDeviceLaptop },
] as const;

export function RailSettings({ className }: { className: string | undefined }) {
  const { t, i18n } = useTranslation();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const pointer = usePreferences((state) => state.pointer);
  const keys = useShortcutText();
  const tick = <IconCheck size={14} aria-hidden />;
  return (
    <Menu position="right-end" width={260}>
      <Menu.Target>
        <Tooltip label={t('settings.title')} side="right">
          <UnstyledButton className={className ?? ''} aria-label={t('settings.title')}>
            <IconSettings size={20} stroke={1.7} aria-hidden />
          </UnstyledButton>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('settings.language')}</Menu.Label>
        {languages.map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            aria-current={i18n.language === language}
            rightSection={i18n.language === language ? tick : null}
            onClick={() => void changeLanguage(language)}
          >
            {languageNames[language]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('settings.scheme')}</Menu.Label>
        {schemes.map(({ value, icon: Glyph }) => (
          <Menu.Item
            key={value}
            aria-current={colorScheme === value}
            leftSection={<Glyph size={15} aria-hidden />}
            rightSection={colorScheme === value ? tick : null}
            onClick={() => setColorScheme(value)}
          >
            {t(`settings.schemes.${value}`)}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Label>{t('hands:pointer.title')}</Menu.Label>
        {pointers.map(({ value, icon: Glyph }) => (
          <Menu.Item
            key={value}
            aria-current={pointer === value}
            leftSection={<Glyph size={15} aria-hidden />}
            rightSection={pointer === value ? tick : null}
            onClick={() => setPreferences({ pointer: value })}
          >
            {t(`hands:pointer.${value}`)}
            <Text component="span" display="block" size="xs" c="dimmed">
              {t(`hands:pointer.${value}Help`)}
            </Text>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconKeyboard size={15} aria-hidden />}
          rightSection={<span className={classes.caps}>{keys(shortcutList)}</span>}
          onClick={() => openOverlay('shortcuts')}
        >
          {t('shortcuts:title')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconAdjustments size={15} aria-hidden />}
          rightSection={<span className={classes.caps}>{keys(preferencesPage)}</span>}
          onClick={() => openOverlay('preferences')}
        >
          {t('preferences:open')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
