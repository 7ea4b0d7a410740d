"""The demonstration city 示例市: generated, marked synthetic, crawled and read like a real one."""
