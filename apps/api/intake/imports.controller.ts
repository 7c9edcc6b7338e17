import { unlink } from 'node:fs/promises';
import {
  Controller,
  HttpCode,
  Post,
  Query,
  Req,
  UploadedFile,
  UseGuards,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import type { ImportReport } from '#contracts';
import { Action, CurrentAccount, Public, type SignedIn } from '#identity';
import { FileImports, Sources, type Source } from '#intake';
import { DeskError } from '#platform';
import { FILE_BODY } from './alert-body.js';
import { CurrentSource, SourceOrAccountGuard } from './source.guard.js';

/** Alert files of offices: CSV or XLSX. */
@ApiTags('intake')
@ApiBearerAuth('source')
@Controller('alerts/imports')
@UseGuards(SourceOrAccountGuard)
export class ImportsController {
  constructor(
    private readonly imports: FileImports,
    private readonly sources: Sources,
  ) {}

  /** A source sends its own file; a supervisor names the source the file came from. */
  @Post()
  @HttpCode(200)
  @Public()
  @Action('alerts.import')
  @ApiConsumes('multipart/form-data')
  @ApiBody(FILE_BODY)
  @UseInterceptors(FileInterceptor('file'))
  async import(
    @Req() request: Request,
    @UploadedFile() file: Express.Multer.File | undefined,
    @Query('sourceId') sourceId: string | undefined,
    @CurrentSource() own: Source | undefined,
    @CurrentAccount() me: SignedIn | null,
  ): Promise<ImportReport> {
    try {
      if (!file) throw missing('file', request.is('multipart/form-data') ? 'missing' : 'not_multipart');
      if (!own && !sourceId) throw missing('sourceId', 'missing');
      const source = own ?? (await this.sources.byId(sourceId ?? ''));
      return await this.imports.run(source, file.path, me?.id ?? null);
    } finally {
      if (file) await unlink(file.path);
    }
  }
}

function missing(field: string, code: string): DeskError {
  const message =
    field === 'file' ? 'send the file as multipart/form-data, field "file"' : 'name the source in ?sourceId=';
  return new DeskError('invalid', message, [
    {
      field,
      code,
      message,
      messageZh: field === 'file' ? '请以multipart/form-data上传,字段名为file' : '请用sourceId指明推送单位',
    },
  ]);
}
