import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Action, FirstAdmin, Public } from '#identity';
import { FirstAdminDto } from './setup.dto.js';

@ApiTags('setup')
@Controller('setup')
export class SetupController {
  constructor(private readonly firstAdmin: FirstAdmin) {}

  /** Makes the first administrator with the link of the first start; afterwards they sign in like anybody else. */
  @Post()
  @Public()
  @Action('setup.first_admin')
  async create(@Body() input: FirstAdminDto): Promise<{ username: string }> {
    const { username } = await this.firstAdmin.accept(input);
    return { username };
  }
}
