// Raw memory on every device that is found.
#include "core/device/buffers.h"

#include <gtest/gtest.h>

#include <numeric>

#include "core/base/error.h"
#include "tests/support/devices.h"

namespace imagelab::test {
namespace {

std::vector<std::byte> counted(size_t bytes) {
    std::vector<std::byte> values(bytes);
    for (size_t i = 0; i < bytes; ++i) values[i] = static_cast<std::byte>((i * 7 + i / 251) & 0xff);
    return values;
}

std::vector<std::byte> read(DeviceBuffer& buffer, int64_t offset, size_t bytes) {
    std::vector<std::byte> values(bytes, std::byte{0xee});
    buffer.read(offset, values);
    return values;
}

TEST(DeviceBuffers, WhatIsWrittenIsReadOnEveryDevice) {
    for (const auto& device : test_devices()) {
        SCOPED_TRACE(device->info().id);
        auto* source = dynamic_cast<BufferDevice*>(device.get());
        ASSERT_TRUE(source);
        constexpr int64_t bytes = (9 << 20) + 5;  // more than one piece, and odd
        const auto buffer = source->make_buffer(bytes);
        EXPECT_EQ(buffer->bytes(), bytes);
        EXPECT_EQ(read(*buffer, bytes - 100, 100), std::vector<std::byte>(100));
        const auto values = counted((8 << 20) + 11);
        buffer->write(3, values);
        EXPECT_EQ(read(*buffer, 3, values.size()), values);
        EXPECT_EQ(read(*buffer, 0, 3), std::vector<std::byte>(3));
        EXPECT_GE(buffer->resident_bytes(), static_cast<int64_t>(values.size()));
        copy_buffer(*buffer, 3, *buffer, 4, static_cast<int64_t>(values.size()));  // onto itself, a byte on
        EXPECT_EQ(read(*buffer, 4, values.size()), values);
        EXPECT_THROW(read(*buffer, bytes - 3, 4), Error);
        EXPECT_THROW(read(*buffer, -1, 1), Error);
        EXPECT_THROW(buffer->write(bytes, counted(1)), Error);
        buffer->clear();
        EXPECT_EQ(read(*buffer, 0, static_cast<size_t>(bytes)), std::vector<std::byte>(static_cast<size_t>(bytes)));
    }
}

TEST(DeviceBuffers, BytesGoFromEachDeviceToEach) {
    const auto values = counted(100'003);
    for (const auto& from : test_devices()) {
        for (const auto& to : test_devices()) {
            const auto a = dynamic_cast<BufferDevice&>(*from).make_buffer(200'000),
                       b = dynamic_cast<BufferDevice&>(*to).make_buffer(150'000);
            a->write(17, values);
            copy_buffer(*a, 17, *b, 1, static_cast<int64_t>(values.size()));
            EXPECT_EQ(read(*b, 1, values.size()), values) << from->info().id << " to " << to->info().id;
            EXPECT_THROW(copy_buffer(*a, 0, *b, 100'000, 50'001), Error);
        }
    }
}

}  // namespace
}  // namespace imagelab::test
