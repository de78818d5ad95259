/** The part of MJML that is used here; the package brings no types of its own. */
declare module 'mjml-browser' {
  const mjml2html: (
    mjml: string,
    options?: { validationLevel?: 'strict' | 'soft' | 'skip'; keepComments?: boolean; fonts?: Record<string, string> },
  ) => Promise<{ html: string; errors: readonly { formattedMessage?: string; message?: string }[] }>;
  export default mjml2html;
}
