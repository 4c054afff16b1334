#!/usr/bin/env node
import { supervise } from "./process/supervise.ts";

supervise(process.argv.slice(2));
