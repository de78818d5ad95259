/** Mantine dressed in the tokens of renderer/ui/tokens.css: one accent, hairlines, 13 px base. */
import {
  ActionIcon,
  Badge,
  Button,
  Card,
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Menu,
  Modal,
  mergeThemeOverrides,
  Paper,
} from '@mantine/core';

/** Ten shades of which Mantine uses 5 (dark scheme) and 6 (light scheme) as the colour itself. */
const shades = (light: string, dark: string): MantineColorsTuple => [
  `color-mix(in srgb, ${light} 8%, white)`,
  `color-mix(in srgb, ${light} 16%, white)`,
  `color-mix(in srgb, ${light} 30%, white)`,
  `color-mix(in srgb, ${dark} 60%, white)`,
  `color-mix(in srgb, ${dark} 85%, white)`,
  dark,
  light,
  `color-mix(in srgb, ${light} 88%, black)`,
  `color-mix(in srgb, ${light} 76%, black)`,
  `color-mix(in srgb, ${light} 60%, black)`,
];

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 5 },
  autoContrast: true,
  colors: {
    accent: shades('#2f6fed', '#6a9bff'),
    ok: shades('#14794d', '#4cc38a'),
    warn: shades('#8f5c10', '#e0a83f'),
    bad: shades('#c0322a', '#f0766c'),
    red: shades('#c0322a', '#f0766c'),
    // Mantine builds its dark surfaces from these: ours, from the tokens.
    dark: [
      '#e8ebee',
      '#c3cad2',
      '#9ba5b1',
      '#76818f',
      '#2d333a',
      '#262b31',
      '#1d2126',
      '#1d2126',
      '#15181c',
      '#101316',
    ],
  },
  black: '#0b1220',
  fontFamily: 'Inter, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Consolas, monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '13px', lg: '15px', xl: '20px' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.4', xl: '1.25' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  defaultRadius: 'md',
  headings: {
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '15px', lineHeight: '1.3' },
      h2: { fontSize: '15px', lineHeight: '1.35' },
      h3: { fontSize: '13px', lineHeight: '1.4' },
    },
  },
  shadows: { xs: 'none', sm: 'var(--k-shadow)', md: 'var(--k-shadow)', lg: 'var(--k-shadow)', xl: 'var(--k-shadow)' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm', fw: 550 } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray' } }),
    Badge: Badge.extend({ defaultProps: { tt: 'none', fw: 550, variant: 'light' } }),
    Card: Card.extend({ defaultProps: { withBorder: true, radius: 'lg', padding: 'md', shadow: 'none' } }),
    Paper: Paper.extend({ defaultProps: { radius: 'lg' } }),
    // What closes is gone at once: a key pressed while it fades would be lost in it.
    Menu: Menu.extend({
      defaultProps: {
        shadow: 'md',
        withinPortal: true,
        withInitialFocusPlaceholder: false,
        transitionProps: { transition: 'fade', duration: 120, exitDuration: 0 },
        // A key pressed before the menu has the keyboard does not close it again.
        clickOutsideEvents: ['mousedown', 'touchstart'],
      },
    }),
    Modal: Modal.extend({
      // What the keyboard comes to is not left under the head or the foot that stay.
      styles: { title: { fontSize: '15px', fontWeight: 650 }, content: { scrollPadding: '64px 0 76px' } },
      defaultProps: {
        radius: 'lg',
        centered: true,
        overlayProps: { backgroundOpacity: 0.35 },
        transitionProps: { transition: 'fade-down', duration: 160, exitDuration: 0 },
      },
    }),
    Drawer: Drawer.extend({
      styles: { title: { fontSize: '15px', fontWeight: 650 } },
      defaultProps: { overlayProps: { backgroundOpacity: 0.2 } },
    }),
  },
});

const scheme = {
  '--mantine-color-body': 'var(--k-panel)',
  '--mantine-color-text': 'var(--k-ink)',
  '--mantine-color-bright': 'var(--k-ink)',
  '--mantine-color-dimmed': 'var(--k-muted)',
  '--mantine-color-placeholder': 'var(--k-muted)',
  '--mantine-color-default': 'var(--k-panel)',
  '--mantine-color-default-hover': 'var(--k-soft)',
  '--mantine-color-default-color': 'var(--k-ink)',
  '--mantine-color-default-border': 'var(--k-line)',
  '--mantine-color-anchor': 'var(--k-accent)',
  '--mantine-color-error': 'var(--k-bad)',
  '--mantine-color-gray-light-color': 'var(--k-muted)',
  '--mantine-color-gray-light': 'var(--k-soft)',
  '--mantine-color-gray-light-hover': 'var(--k-line)',
  '--mantine-color-gray-outline': 'var(--k-muted)',
  // Opaque: over a row that a pointer rests on, their words would be too faint.
  '--mantine-color-accent-light': 'color-mix(in srgb, var(--k-accent) 13%, var(--k-panel))',
  '--mantine-color-accent-light-hover': 'color-mix(in srgb, var(--k-accent) 20%, var(--k-panel))',
  '--mantine-color-accent-light-color': 'var(--k-accent-text)',
  '--mantine-color-ok-light': 'color-mix(in srgb, var(--k-ok) 13%, var(--k-panel))',
  '--mantine-color-ok-light-color': 'var(--k-ok)',
  '--mantine-color-warn-light': 'color-mix(in srgb, var(--k-warn) 13%, var(--k-panel))',
  '--mantine-color-warn-light-color': 'var(--k-warn)',
  '--mantine-color-bad-light': 'color-mix(in srgb, var(--k-bad) 12%, var(--k-panel))',
  '--mantine-color-bad-light-color': 'var(--k-bad)',
};

/** Words on filled buttons are white in both schemes, so that the fill is the darker shade in the dark too. */
const filled = Object.fromEntries(
  ['accent', 'ok', 'warn', 'bad', 'red'].flatMap((color) => [
    [`--mantine-color-${color}-filled`, `var(--mantine-color-${color}-6)`],
    [`--mantine-color-${color}-filled-hover`, `var(--mantine-color-${color}-7)`],
  ]),
);

/** The theme with its close buttons named in the person's language. */
export const themeIn = (close: string) => {
  const closeButtonProps = { 'aria-label': close };
  return mergeThemeOverrides(theme, {
    components: {
      Modal: { defaultProps: { closeButtonProps } },
      Drawer: { defaultProps: { closeButtonProps } },
      Notification: { defaultProps: { closeButtonProps } },
    },
  });
};

/** Surfaces and inks come from the tokens in both schemes, so that a token changes everything at once. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: scheme,
  dark: { ...scheme, ...filled },
});
