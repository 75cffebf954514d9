"""Words the generator draws from: street names in use all over Viet Nam, and who owns what."""

import numpy as np

_STREETS = """
Nguyễn Huệ, Lê Lợi, Trần Phú, Hùng Vương, Lê Duẩn, Nguyễn Văn Linh, Điện Biên Phủ, Bạch Đằng, Trần
Hưng Đạo, Hai Bà Trưng, Lý Thường Kiệt, Quang Trung, Phan Chu Trinh, Phan Bội Châu, Lê Lai, Nguyễn
Trãi, Ngô Quyền, Đinh Tiên Hoàng, Lý Thái Tổ, Lê Thánh Tôn, Nguyễn Thái Học, Hoàng Diệu, Hoàng Văn
Thụ, Nguyễn Văn Cừ, Trường Chinh, Võ Nguyên Giáp, Phạm Văn Đồng, Tôn Đức Thắng, Nguyễn Thị Minh
Khai, Võ Thị Sáu, Lê Hồng Phong, Nguyễn Công Trứ, Nguyễn Du, Nguyễn Khuyến, Hồ Xuân Hương, Bà
Huyện Thanh Quan, Cao Bá Quát, Trần Cao Vân, Ông Ích Khiêm, Nguyễn Tri Phương, Trương Định, Nguyễn
Trung Trực, Hàm Nghi, Thái Phiên, Duy Tân, Phan Đình Phùng, Cao Thắng, Đề Thám, Tôn Thất Thuyết,
Nguyễn Thiện Thuật, Hoàng Hoa Thám, Lương Văn Can, Nguyễn Thượng Hiền, Huỳnh Thúc Kháng, Tăng Bạt
Hổ, Trần Quý Cáp, Nguyễn Sinh Sắc, Lê Văn Hưu, Chu Văn An, Nguyễn Bỉnh Khiêm, Phùng Khắc Khoan, Lê
Quý Đôn, Ngô Thì Nhậm, Phan Huy Chú, Phan Huy Ích, Lương Thế Vinh, Mạc Đĩnh Chi, Nguyễn Hiền, Đặng
Dung, Đặng Tất, Nguyễn Xí, Lê Ngọc Hân, Bùi Thị Xuân, Trần Quang Diệu, Võ Văn Dũng, Ngô Văn Sở,
Phạm Ngũ Lão, Yết Kiêu, Dã Tượng, Trần Quốc Toản, Trần Nhật Duật, Trần Khánh Dư, Trần Quang Khải,
Trần Bình Trọng, Trần Nhân Tông, Lý Nam Đế, Triệu Quang Phục, Triệu Thị Trinh, Mai Hắc Đế, Phùng
Hưng, Khúc Thừa Dụ, Dương Đình Nghệ, Lê Đại Hành, Lý Công Uẩn, Lý Nhân Tông, Ỷ Lan, Tô Hiến Thành,
Lê Văn Thịnh, Nguyễn Phi Khanh, Lê Phụng Hiểu, Tôn Đản, Hồ Quý Ly, Hồ Tùng Mậu, Nguyễn Lương Bằng,
Xô Viết Nghệ Tĩnh, Cách Mạng Tháng Tám, Ba Tháng Hai, Ba Mươi Tháng Tư, Nam Kỳ Khởi Nghĩa, Nguyễn
Đình Chiểu, Phan Thanh Giản, Phan Văn Trị, Bùi Hữu Nghĩa, Thủ Khoa Huân, Nguyễn An Ninh, Nguyễn
Thái Sơn, Trần Văn Ơn, Lý Tự Trọng, Nguyễn Văn Trỗi, Phan Đình Giót, La Văn Cầu, Cù Chính Lan, Bế
Văn Đàn, Tô Vĩnh Diện, Kim Đồng, Lê Văn Tám, Nguyễn Viết Xuân, Hoàng Quốc Việt, Xuân Thủy, Nguyễn
Chí Thanh, Văn Cao, Đào Duy Anh, Đặng Thai Mai, Tạ Quang Bửu, Trần Đại Nghĩa, Tôn Thất Tùng, Đặng
Văn Ngữ, Phạm Ngọc Thạch, Hồ Đắc Di, Xuân Diệu, Huy Cận, Nam Cao, Ngô Tất Tố, Vũ Trọng Phụng,
Thạch Lam, Nguyễn Tuân, Tố Hữu, Hàn Mặc Tử, Nguyễn Bính, Tản Đà, Trần Tế Xương, Đoàn Thị Điểm, Lê
Trọng Tấn, Hoàng Minh Thảo, Nguyễn Cơ Thạch, Nguyễn Hữu Thọ, Huỳnh Tấn Phát, Phạm Hùng, Võ Văn
Kiệt, Võ Chí Công
"""
STREETS = tuple(" ".join(name.split()) for name in _STREETS.split(","))

OPERATORS = ("VNPT", "Viettel", "MobiFone", "Vietnamobile")
TOWER_COMPANY = "tower company"
CABLE_OWNERS = {"VNPT": 42, "Viettel": 33, "MobiFone": 9, "FPT": 8, "CMC": 4, TOWER_COMPANY: 4}


def pick(chance: np.random.Generator, size: int, shares: dict) -> np.ndarray:
    """Draw `size` of the keys with the given shares, which need not add up to one."""
    weight = np.array(list(shares.values()), dtype=float)
    values = np.array(list(shares), dtype=object)
    return values[chance.choice(len(values), size=size, p=weight / weight.sum())]


def blank(chance: np.random.Generator, values: np.ndarray, share: float) -> np.ndarray:
    """Make a share of the values unknown (None)."""
    values = np.asarray(values, dtype=object).copy()
    values[chance.random(len(values)) < share] = None
    return values


def by_edge(chance: np.random.Generator, edges: int, edge: np.ndarray, shares: dict) -> np.ndarray:
    """One draw for each street edge, given to all its pieces: neighbouring pieces agree."""
    return pick(chance, edges, shares)[edge]
