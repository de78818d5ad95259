/** The contract as an OpenAPI document, for people who call the engine from their own programs. */
import { OpenAPIGenerator } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { contract } from '../api/contract.ts';

export async function openApiDocument(server: string): Promise<unknown> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  return await generator.generate(contract, {
    info: {
      title: 'Kaskad',
      version: '1',
      description:
        'The engine of one open workspace. Send the token from the printed address as `Authorization: Bearer <token>`; it is new at every start.',
    },
    servers: [{ url: server }],
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  });
}
