; Made by python -m segeval.metrics._measure.kernels.compiled of sources with the digest d2fb76b8d4f4f32b.

declare i64 @llvm.smin.i64(i64, i64)
declare i64 @llvm.cttz.i64(i64, i1 immarg)
declare i64 @llvm.ctlz.i64(i64, i1 immarg)
declare i64 @llvm.smax.i64(i64, i64)
declare void @llvm.memset.p0.i64(ptr writeonly, i8, i64, i1 immarg)
define i64 @segeval_blocks(ptr readonly %.1, i64 %.2, i64 %.3, i64 %.4, ptr %.5, i64 %.6, i64 %.7) local_unnamed_addr {
.9:
  %0 = add nuw i64 %.2, 7
  %.150.i = lshr i64 %0, 3
  %.127.inv.i = icmp slt i64 %.2, 1
  %.172805.not1073.i = icmp eq i64 %.150.i, 0
  %.172805.not.i = select i1 %.127.inv.i, i1 true, i1 %.172805.not1073.i
  br i1 %.172805.not.i, label %v0, label %B78.endif.lr.ph.i
B78.endif.lr.ph.i:
  %1 = add nuw i64 %.3, 7
  %.278.i = lshr i64 %1, 3
  %.257.inv.i = icmp slt i64 %.3, 1
  %.300661.not1184.i = icmp eq i64 %.278.i, 0
  %.300661.not.i = select i1 %.257.inv.i, i1 true, i1 %.300661.not1184.i
  %.924.i = mul i64 %.4, %.3
  %.427609.not.i = icmp slt i64 %.4, 1
  %or.cond.i = select i1 %.300661.not.i, i1 true, i1 %.427609.not.i
  br i1 %or.cond.i, label %v0, label %B78.endif.us.us.i.preheader
B78.endif.us.us.i.preheader:
  %.509.us.us.us.i = shl i64 %.7, 3
  br label %B78.endif.us.us.i
B78.endif.us.us.i:
  %n.4.0814.us.us.i = phi i64 [ %.us-phi13.i, %B126.B76.loopexit_crit_edge.split.us.us.us.i ], [ 0, %B78.endif.us.us.i.preheader ]
  %.171758813.us.us.i = phi i64 [ %.181.us.us.i, %B126.B76.loopexit_crit_edge.split.us.us.us.i ], [ %.150.i, %B78.endif.us.us.i.preheader ]
  %.178762812.us.us.i = phi i64 [ %.185.us.us.i, %B126.B76.loopexit_crit_edge.split.us.us.us.i ], [ 0, %B78.endif.us.us.i.preheader ]
  %.181.us.us.i = add nsw i64 %.171758813.us.us.i, -1
  %.185.us.us.i = add nuw i64 %.178762812.us.us.i, 8
  %.13.i.i = tail call i64 @llvm.smin.i64(i64 %.2, i64 %.185.us.us.i)
  %.617.us.us.us.i = sub i64 %.13.i.i, %.178762812.us.us.i
  %.660569.us.us.us.not.i = icmp slt i64 %.617.us.us.us.i, 1
  br i1 %.660569.us.us.us.not.i, label %B126.B76.loopexit_crit_edge.split.us.us.us.i, label %B128.endif.us.us.us.i
B128.endif.us.us.us.i:
  %lsr.iv23.i = phi i64 [ %lsr.iv.next24.i, %B160.B126.loopexit_crit_edge.us.us.us.split.i ], [ 1, %B78.endif.us.us.i ]
  %lsr.iv.i = phi i64 [ %lsr.iv.next.i, %B160.B126.loopexit_crit_edge.us.us.us.split.i ], [ 8, %B78.endif.us.us.i ]
  %n.3.1668.us.us.us.i = phi i64 [ %.us-phi.i, %B160.B126.loopexit_crit_edge.us.us.us.split.i ], [ %n.4.0814.us.us.i, %B78.endif.us.us.i ]
  %.299624667.us.us.us.i = phi i64 [ %.309.us.us.us.i, %B160.B126.loopexit_crit_edge.us.us.us.split.i ], [ %.278.i, %B78.endif.us.us.i ]
  %.306628666.us.us.us.i = phi i64 [ %.313.us.us.us.i, %B160.B126.loopexit_crit_edge.us.us.us.split.i ], [ 0, %B78.endif.us.us.i ]
  %smin.i = tail call i64 @llvm.smin.i64(i64 %.3, i64 %lsr.iv.i)
  %2 = add i64 %smin.i, %lsr.iv23.i
  %.313.us.us.us.i = add nuw i64 %.306628666.us.us.us.i, 8
  %.13.i9.i = tail call i64 @llvm.smin.i64(i64 %.3, i64 %.313.us.us.us.i)
  %.775.us.us.us.i = sub i64 %.13.i9.i, %.306628666.us.us.us.i
  %3 = icmp slt i64 %.775.us.us.us.i, 1
  br i1 %3, label %B160.B126.loopexit_crit_edge.us.us.us.split.i, label %B162.endif.endif.us.us.us.i
B162.endif.endif.us.us.us.i:
  %n.2.2616.us.us.us.i = phi i64 [ %n.5.3.us.us.us.i, %B656.us.us.us.i ], [ %n.3.1668.us.us.us.i, %B128.endif.us.us.us.i ]
  %.433585614.us.us.us.i = phi i64 [ %.440.us.us.us.i, %B656.us.us.us.i ], [ 0, %B128.endif.us.us.us.i ]
  %.490.us.us.us.i = icmp slt i64 %n.2.2616.us.us.us.i, 0
  %.491.us.us.us.i = select i1 %.490.us.us.us.i, i64 %.6, i64 0
  %.492.us.us.us.i = add i64 %.491.us.us.us.i, %n.2.2616.us.us.us.i
  %invariant.gep554.us.us.us.i = getelementptr i64, ptr %.1, i64 %.433585614.us.us.us.i
  %sunkaddr34.i = mul i64 %.509.us.us.us.i, %.492.us.us.us.i
  %sunkaddr35.i = getelementptr i8, ptr %.5, i64 %sunkaddr34.i
  %sunkaddr36.i = getelementptr i8, ptr %sunkaddr35.i, i64 16
  %sunkaddr39.i = getelementptr i8, ptr %sunkaddr35.i, i64 24
  %sunkaddr44.i = getelementptr i8, ptr %sunkaddr35.i, i64 8
  br label %B272.endif.endif.us.us.us.i
B544.us.us.us.i:
  %.440.us.us.us.i = add nuw nsw i64 %.433585614.us.us.us.i, 1
  %.1293.not.us.us.us.i = icmp eq i64 %either.4.5.us.us.us.i, 0
  br i1 %.1293.not.us.us.us.i, label %B656.us.us.us.i, label %B548.us.us.us.i
B548.us.us.us.i:
  %.1296.us.us.us.i = shl nsw i64 %.433585614.us.us.us.i, 6
  %.1298.us.us.us.i = tail call i64 @llvm.cttz.i64(i64 %either.4.5.us.us.us.i, i1 true)
  %.1299.us.us.us.i = or i64 %.1298.us.us.us.i, %.1296.us.us.us.i
  %.1305.us.us.us.i = tail call i64 @llvm.ctlz.i64(i64 %either.4.5.us.us.us.i, i1 true)
  %4 = or i64 %.1305.us.us.us.i, %.1296.us.us.us.i
  %.1309.us.us.us.i = xor i64 %4, 63
  %sunkaddr30.i = getelementptr i8, ptr %sunkaddr35.i, i64 32
  store i64 %.1299.us.us.us.i, ptr %sunkaddr30.i, align 8
  %sunkaddr33.i = getelementptr i8, ptr %sunkaddr35.i, i64 40
  store i64 %.1309.us.us.us.i, ptr %sunkaddr33.i, align 8
  %.1376.us.us.us.i = add nsw i64 %n.2.2616.us.us.us.i, 1
  br label %B656.us.us.us.i
B656.us.us.us.i:
  %n.5.3.us.us.us.i = phi i64 [ %.1376.us.us.us.i, %B548.us.us.us.i ], [ %n.2.2616.us.us.us.i, %B544.us.us.us.i ]
  %exitcond.not.i = icmp eq i64 %.4, %.440.us.us.us.i
  br i1 %exitcond.not.i, label %B160.B126.loopexit_crit_edge.us.us.us.split.i, label %B162.endif.endif.us.us.us.i
B272.endif.endif.us.us.us.i:
  %either.3.3574.us.us.us.i = phi i64 [ %either.4.5.us.us.us.i, %B270.loopexit.us.us.us.loopexit.i ], [ 0, %B162.endif.endif.us.us.us.i ]
  %.659555573.us.us.us.i = phi i64 [ %.669.us.us.us.i, %B270.loopexit.us.us.us.loopexit.i ], [ %.617.us.us.us.i, %B162.endif.endif.us.us.us.i ]
  %.666558572.us.us.us.i = phi i64 [ %.673.us.us.us.i, %B270.loopexit.us.us.us.loopexit.i ], [ %.178762812.us.us.i, %B162.endif.endif.us.us.us.i ]
  %.894.us.us.us.i = icmp slt i64 %.666558572.us.us.us.i, 0
  %.895.us.us.us.i = select i1 %.894.us.us.us.i, i64 %.2, i64 0
  %.896.us.us.us.i = add i64 %.895.us.us.us.i, %.666558572.us.us.us.i
  %.926.us.us.us.i = mul i64 %.924.i, %.896.us.us.us.i
  %gep580.us.us.us.i = getelementptr i64, ptr %invariant.gep554.us.us.us.i, i64 %.926.us.us.us.i
  br label %B352.us.us.us.i
B352.us.us.us.i:
  %lsr.iv25.i = phi i64 [ %2, %B272.endif.endif.us.us.us.i ], [ %lsr.iv.next26.i, %B667.us.us.us.i ]
  %either.2.4549.us.us.us.i = phi i64 [ %either.3.3574.us.us.us.i, %B272.endif.endif.us.us.us.i ], [ %either.4.5.us.us.us.i, %B667.us.us.us.i ]
  %.824544547.us.us.us.i = phi i64 [ %.306628666.us.us.us.i, %B272.endif.endif.us.us.us.i ], [ %.831.us.us.us.i, %B667.us.us.us.i ]
  %.897.us.us.us.i = icmp slt i64 %.824544547.us.us.us.i, 0
  %.898.us.us.us.i = select i1 %.897.us.us.us.i, i64 %.3, i64 0
  %.899.us.us.us.i = add i64 %.898.us.us.us.i, %.824544547.us.us.us.i
  %.928.us.us.us.i = mul i64 %.899.us.us.us.i, %.4
  %gep553.us.us.us.i = getelementptr i64, ptr %gep580.us.us.us.i, i64 %.928.us.us.us.i
  %.933.us.us.us.i = load i64, ptr %gep553.us.us.us.i, align 8
  %.941.not.us.us.us.i = icmp eq i64 %.933.us.us.us.i, 0
  br i1 %.941.not.us.us.us.i, label %B667.us.us.us.i, label %B382.us.us.us.i
B382.us.us.us.i:
  %.955.not.us.us.us.i = icmp eq i64 %either.2.4549.us.us.us.i, 0
  br i1 %.955.not.us.us.us.i, label %B386.us.us.us.i, label %B382.us.us.us.B418.us.us.us_crit_edge.i
B382.us.us.us.B418.us.us.us_crit_edge.i:
  %.1089.us.us.us.pre.i = load i64, ptr %sunkaddr36.i, align 8
  %5 = tail call i64 @llvm.smin.i64(i64 %.824544547.us.us.us.i, i64 %.1089.us.us.us.pre.i)
  %.1148.us.us.us.pre.i = load i64, ptr %sunkaddr39.i, align 8
  %6 = tail call i64 @llvm.smax.i64(i64 %.824544547.us.us.us.i, i64 %.1148.us.us.us.pre.i)
  br label %B418.endif.endif.us.us.us.i
B386.us.us.us.i:
  store i64 %.666558572.us.us.us.i, ptr %sunkaddr35.i, align 8
  br label %B418.endif.endif.us.us.us.i
B418.endif.endif.us.us.us.i:
  %.1148.us.us.us.i = phi i64 [ %6, %B382.us.us.us.B418.us.us.us_crit_edge.i ], [ %.824544547.us.us.us.i, %B386.us.us.us.i ]
  %.1089.us.us.us.i = phi i64 [ %5, %B382.us.us.us.B418.us.us.us_crit_edge.i ], [ %.824544547.us.us.us.i, %B386.us.us.us.i ]
  %.1053.us.us.us.i = or i64 %.933.us.us.us.i, %either.2.4549.us.us.us.i
  store i64 %.666558572.us.us.us.i, ptr %sunkaddr44.i, align 8
  store i64 %.1089.us.us.us.i, ptr %sunkaddr36.i, align 8
  store i64 %.1148.us.us.us.i, ptr %sunkaddr39.i, align 8
  br label %B667.us.us.us.i
B667.us.us.us.i:
  %either.4.5.us.us.us.i = phi i64 [ %.1053.us.us.us.i, %B418.endif.endif.us.us.us.i ], [ %either.2.4549.us.us.us.i, %B352.us.us.us.i ]
  %lsr.iv.next26.i = add i64 %lsr.iv25.i, -1
  %.831.us.us.us.i = add i64 %.824544547.us.us.us.i, 1
  %.818.us.us.us.i = icmp ugt i64 %lsr.iv.next26.i, 1
  br i1 %.818.us.us.us.i, label %B352.us.us.us.i, label %B270.loopexit.us.us.us.loopexit.i
B270.loopexit.us.us.us.loopexit.i:
  %.669.us.us.us.i = add nsw i64 %.659555573.us.us.us.i, -1
  %.673.us.us.us.i = add i64 %.666558572.us.us.us.i, 1
  %.660.us.us.us.i = icmp sgt i64 %.659555573.us.us.us.i, 1
  br i1 %.660.us.us.us.i, label %B272.endif.endif.us.us.us.i, label %B544.us.us.us.i
B160.B126.loopexit_crit_edge.us.us.us.split.i:
  %.us-phi.i = phi i64 [ %n.3.1668.us.us.us.i, %B128.endif.us.us.us.i ], [ %n.5.3.us.us.us.i, %B656.us.us.us.i ]
  %.309.us.us.us.i = add nsw i64 %.299624667.us.us.us.i, -1
  %lsr.iv.next.i = add i64 %lsr.iv.i, 8
  %lsr.iv.next24.i = add i64 %lsr.iv23.i, -8
  %.300.us.us.us.i = icmp sgt i64 %.299624667.us.us.us.i, 1
  br i1 %.300.us.us.us.i, label %B128.endif.us.us.us.i, label %B126.B76.loopexit_crit_edge.split.us.us.us.i
B126.B76.loopexit_crit_edge.split.us.us.us.i:
  %.us-phi13.i = phi i64 [ %n.4.0814.us.us.i, %B78.endif.us.us.i ], [ %.us-phi.i, %B160.B126.loopexit_crit_edge.us.us.us.split.i ]
  %.172.us.us.i = icmp sgt i64 %.171758813.us.us.i, 1
  br i1 %.172.us.us.i, label %B78.endif.us.us.i, label %v0
v0:
  %n.4.0.lcssa.i = phi i64 [ 0, %.9 ], [ 0, %B78.endif.lr.ph.i ], [ %.us-phi13.i, %B126.B76.loopexit_crit_edge.split.us.us.us.i ]
  ret i64 %n.4.0.lcssa.i
}
declare i64 @llvm.abs.i64(i64, i1 immarg)
declare i64 @llvm.fshl.i64(i64, i64, i64)
declare i64 @llvm.ctpop.i64(i64)
define i64 @segeval_borders(ptr readonly %.1, i64 %.2, ptr readonly %.3, i64 %.4, ptr readonly %.5, i64 %.6, ptr readonly %.7, i64 %.8, ptr readonly %.9, i64 %.10, ptr %.11, i64 %.12, i64 %.13, i64 %.14, i64 %.15, i64 %.16, i64 %.17, ptr %.18, i64 %.19, i64 %.20, i64 %.21, i64 %.22, ptr writeonly %.23, i64 %.24) local_unnamed_addr {
.26:
  %.33 = shl i64 %.22, 3
  %arg.bits.5.2.fr.i.i.i = freeze i64 %.15
  %arg.values.2.fr.i9.i.i = freeze i64 %.10
  %.132.i.i = load i64, ptr %.5, align 8
  %.160.i.i = getelementptr i8, ptr %.5, i64 8
  %.161.i.i = load i64, ptr %.160.i.i, align 8
  %.207.i.i = icmp slt i64 %.6, 3
  br i1 %.207.i.i, label %B0.else.endif.if.i.i, label %B88.lr.ph.i.i
B88.i.i:
  %.470.not.i.i = phi i1 [ true, %B88.lr.ph.i.i ], [ false, %B466.i.i ]
  %exitcond751.not.i.i = phi i1 [ false, %B88.lr.ph.i.i ], [ true, %B466.i.i ]
  %.434686723.i.i = phi i64 [ 0, %B88.lr.ph.i.i ], [ 1, %B466.i.i ]
  %arg.reference.5.0.arg.prediction.5.0.i.i = select i1 %.470.not.i.i, i64 %.2, i64 %.4
  %arg.reference.4.arg.prediction.4.i.i = select i1 %.470.not.i.i, ptr %.1, ptr %.3
  %.584.i.i = mul nuw nsw i64 %.434686723.i.i, %.579.reass.i.i
  %.586.i.i = getelementptr i64, ptr %.11, i64 %.584.i.i
  %.107.i.i.i = load i64, ptr %sunkaddr.i, align 8
  %.137.i.i.i = load i64, ptr %sunkaddr826.i, align 8
  %.174.i.i.i = sub i64 %.137.i.i.i, %.107.i.i.i
  %..174.i.i.i = tail call i64 @llvm.smax.i64(i64 %.174.i.i.i, i64 0)
  %.219596.not.i.i.i = icmp slt i64 %.174.i.i.i, 1
  %brmerge306.i.i = or i1 %.1239624.not.i.i, %.219596.not.i.i.i
  br i1 %brmerge306.i.i, label %B100.endif.i.i, label %B62.endif.lr.ph.split.us.i.i.i
B62.endif.lr.ph.split.us.i.i.i:
  br i1 %91, label %B62.endif.us.us.preheader.i.i.i, label %B62.endif.us.preheader.i.i.i
B62.endif.us.us.preheader.i.i.i:
  %0 = add i64 %arg.reference.5.0.arg.prediction.5.0.i.i, 1
  br label %B62.endif.us.us.i.i.i
B62.endif.us.preheader.i.i.i:
  br i1 %92, label %B62.endif.us.us7.i.preheader.i.i, label %B62.endif.us.i.preheader.i.i
B62.endif.us.i.preheader.i.i:
  %1 = mul nuw nsw i64 %.434686723.i.i, %84
  %scevgep340.i.i = getelementptr i8, ptr %scevgep.i.i, i64 %1
  br label %B62.endif.us.i.i.i
B62.endif.us.us7.i.preheader.i.i:
  %2 = mul nuw nsw i64 %.434686723.i.i, %93
  br label %B62.endif.us.us7.i.i.i
B62.endif.us.us7.i.i.i:
  %.218564602.us.us8.i.i.i = phi i64 [ %.228.us.us10.i.i.i, %B60.loopexit.us.us15.i.i.i ], [ %..174.i.i.i, %B62.endif.us.us7.i.preheader.i.i ]
  %.225567601.us.us9.i.i.i = phi i64 [ %.232.us.us11.i.i.i, %B60.loopexit.us.us15.i.i.i ], [ %.107.i.i.i, %B62.endif.us.us7.i.preheader.i.i ]
  %.228.us.us10.i.i.i = add nsw i64 %.218564602.us.us8.i.i.i, -1
  %.232.us.us11.i.i.i = add i64 %.225567601.us.us9.i.i.i, 1
  %.289.us.us12.i.i.i = load i64, ptr %sunkaddr858.i, align 8
  %.319.us.us13.i.i.i = load i64, ptr %sunkaddr860.i, align 8
  %.356.us.us14.i.i.i = sub i64 %.319.us.us13.i.i.i, %.289.us.us12.i.i.i
  %.399450.us.not.us.i.i.i = icmp slt i64 %.356.us.us14.i.i.i, 1
  br i1 %.399450.us.not.us.i.i.i, label %B60.loopexit.us.us15.i.i.i, label %B200.endif.endif.us473.us.peel.us.us.preheader.i.i.i
B200.endif.endif.us473.us.peel.us.us.preheader.i.i.i:
  %3 = add nuw i64 %.356.us.us14.i.i.i, 1
  %4 = add i64 %.225567601.us.us9.i.i.i, %2
  br label %B200.endif.endif.us473.us.peel.us.us.i.i.i
B60.loopexit.us.us15.i.i.i:
  %.219.us.us16.i.i.i = icmp ugt i64 %.218564602.us.us8.i.i.i, 1
  br i1 %.219.us.us16.i.i.i, label %B62.endif.us.us7.i.i.i, label %B100.endif.i.i
B200.endif.endif.us473.us.peel.us.us.i.i.i:
  %lsr.iv.i.i.i = phi i64 [ %3, %B200.endif.endif.us473.us.peel.us.us.preheader.i.i.i ], [ %lsr.iv.next.i.i.i, %B200.endif.endif.us473.us.peel.us.us.i.i.i ]
  %.405433453.us.us612.us.us.i.i.i = phi i64 [ %.289.us.us12.i.i.i, %B200.endif.endif.us473.us.peel.us.us.preheader.i.i.i ], [ %.412.us.us616.us.us.i.i.i, %B200.endif.endif.us473.us.peel.us.us.i.i.i ]
  %.412.us.us616.us.us.i.i.i = add i64 %.405433453.us.us612.us.us.i.i.i, 1
  %.919.us474.us.peel.us.us.i.i.i = load i64, ptr %sunkaddr.i, align 8
  %.951.us476.us.peel.us.us.i.i.i = load i64, ptr %sunkaddr858.i, align 8
  %5 = sub i64 %.405433453.us.us612.us.us.i.i.i, %.951.us476.us.peel.us.us.i.i.i
  %.990.us478.us.peel.us.us.i.i.i = icmp slt i64 %.225567601.us.us9.i.i.i, %.919.us474.us.peel.us.us.i.i.i
  %.991.us479.us.peel.us.us.i.i.i = select i1 %.990.us478.us.peel.us.us.i.i.i, i64 %.13, i64 0
  %.993.us481.us.peel.us.us.i.i.i = icmp slt i64 %5, 0
  %6 = select i1 %.993.us481.us.peel.us.us.i.i.i, i64 %82, i64 0
  %7 = sub i64 %4, %.919.us474.us.peel.us.us.i.i.i
  %reass.add.i = add i64 %7, %.991.us479.us.peel.us.us.i.i.i
  %8 = mul i64 %reass.add.i, %82
  %9 = shl i64 %.951.us476.us.peel.us.us.i.i.i, 3
  %10 = sub i64 %6, %9
  %11 = getelementptr i8, ptr %.11, i64 %10
  %scevgep756.i = getelementptr i8, ptr %11, i64 %8
  %12 = shl i64 %.405433453.us.us612.us.us.i.i.i, 3
  %scevgep757.i = getelementptr i8, ptr %scevgep756.i, i64 %12
  store i64 0, ptr %scevgep757.i, align 8
  %lsr.iv.next.i.i.i = add i64 %lsr.iv.i.i.i, -1
  %.399.us.us617.us.us.i.i.i = icmp ugt i64 %lsr.iv.next.i.i.i, 1
  br i1 %.399.us.us617.us.us.i.i.i, label %B200.endif.endif.us473.us.peel.us.us.i.i.i, label %B60.loopexit.us.us15.i.i.i
B62.endif.us.us.i.i.i:
  %.218564602.us.us.i.i.i = phi i64 [ %.228.us.us.i.i.i, %B60.loopexit.us.us.i.i.i ], [ %..174.i.i.i, %B62.endif.us.us.preheader.i.i.i ]
  %.225567601.us.us.i.i.i = phi i64 [ %.232.us.us.i.i.i, %B60.loopexit.us.us.i.i.i ], [ %.107.i.i.i, %B62.endif.us.us.preheader.i.i.i ]
  %.228.us.us.i.i.i = add nsw i64 %.218564602.us.us.i.i.i, -1
  %.232.us.us.i.i.i = add i64 %.225567601.us.us.i.i.i, 1
  %.289.us.us.i.i.i = load i64, ptr %sunkaddr858.i, align 8
  %.319.us.us.i.i.i = load i64, ptr %sunkaddr860.i, align 8
  %.356.us.us.i.i.i = sub i64 %.319.us.us.i.i.i, %.289.us.us.i.i.i
  %.399450.us.us.not.i.i.i = icmp slt i64 %.356.us.us.i.i.i, 1
  br i1 %.399450.us.us.not.i.i.i, label %B60.loopexit.us.us.i.i.i, label %B122.endif.lr.ph.us.us.i.i.i
B60.loopexit.us.us.i.i.i:
  %.219.us.us.i.i.i = icmp sgt i64 %.218564602.us.us.i.i.i, 1
  br i1 %.219.us.us.i.i.i, label %B62.endif.us.us.i.i.i, label %B100.endif.i.i
B122.endif.lr.ph.us.us.i.i.i:
  %.442.us.us.i.i.i = mul nsw i64 %.225567601.us.us.i.i.i, %.132.i.i
  br label %B122.endif.us.us.us.us.i.i.i
B122.endif.us.us.us.us.i.i.i:
  %.398430454.us.us.us.us.i.i.i = phi i64 [ %.356.us.us.i.i.i, %B122.endif.lr.ph.us.us.i.i.i ], [ %.408.us.us.us.us.i.i.i, %B198.B120.loopexit_crit_edge.split.us.us.us.us.us.i.i.i ]
  %.405433453.us.us.us.us.i.i.i = phi i64 [ %.289.us.us.i.i.i, %B122.endif.lr.ph.us.us.i.i.i ], [ %.412.us.us.us.us.i.i.i, %B198.B120.loopexit_crit_edge.split.us.us.us.us.us.i.i.i ]
  %.444.us.us.us.us.i.i.i = add nsw i64 %.405433453.us.us.us.us.i.i.i, %.442.us.us.i.i.i
  %.446.us.us.us.us.i.i.i = mul nsw i64 %.444.us.us.us.us.i.i.i, %.161.i.i
  br label %B200.endif.endif.us.us.us.us.us.i.i.i
B200.endif.endif.us.us.us.us.us.i.i.i:
  %indvars.iv.i.i.i = phi i64 [ 0, %B122.endif.us.us.us.us.i.i.i ], [ %indvars.iv.next.i.i.i, %B334.B400_crit_edge.us.us.us.us.us.i.i.i ]
  %.554399410.us.us.us.us.us.i.i.i = phi i64 [ 0, %B122.endif.us.us.us.us.i.i.i ], [ %.561.us.us.us.us.us.i.i.i, %B334.B400_crit_edge.us.us.us.us.us.i.i.i ]
  %.561.us.us.us.us.us.i.i.i = add nuw nsw i64 %.554399410.us.us.us.us.us.i.i.i, 1
  %.618.us.us.us.us.us.i.i.i = load i64, ptr %sunkaddr839.i, align 8
  %.620.us.us.us.us.us.i.i.i = shl nsw i64 %.554399410.us.us.us.us.us.i.i.i, 6
  %.621.us.us.us.us.us.i.i.i = add nsw i64 %.618.us.us.us.us.us.i.i.i, %.620.us.us.us.us.us.i.i.i
  %.654.us.us.us.us.us.i.i.i = load i64, ptr %sunkaddr841.i, align 8
  %.656.us.us.us.us.us.i.i.i = sub nsw i64 %.654.us.us.us.us.us.i.i.i, %.621.us.us.us.us.us.i.i.i
  %.13.i.i.i.i = tail call i64 @llvm.smin.i64(i64 %.656.us.us.us.us.us.i.i.i, i64 64)
  %.818.us.us.us.us.us.i.i.i = add nsw i64 %.621.us.us.us.us.us.i.i.i, %.446.us.us.us.us.i.i.i
  %.28.i.i.i.i = add nsw i64 %.818.us.us.us.us.us.i.i.i, 64
  %.36.not.i.i.i.i = icmp sgt i64 %.28.i.i.i.i, %arg.reference.5.0.arg.prediction.5.0.i.i
  %.5.i.i.i.i.i = sub nsw i64 64, %.13.i.i.i.i
  %.6.i.i.i.i.i = lshr i64 -1, %.5.i.i.i.i.i
  %unroll_iter.i.i.i.i = and i64 %.13.i.i.i.i, 126
  %scevgep.i.i.i.i = getelementptr i8, ptr %arg.reference.4.arg.prediction.4.i.i, i64 %.818.us.us.us.us.us.i.i.i
  %13 = add i64 %.818.us.us.us.us.us.i.i.i, 1
  br i1 %.36.not.i.i.i.i, label %B200.endif.endif.us.us.us.us.us.split.us.i.i.i, label %B200.endif.endif.us.us.us.us.us.split.i.i.i
B200.endif.endif.us.us.us.us.us.split.us.i.i.i:
  %.181117.not.i.i.i.i = icmp slt i64 %.656.us.us.us.us.us.i.i.i, 1
  br i1 %.181117.not.i.i.i.i, label %B334.B400_crit_edge.us.us.us.us.us.i.i.i, label %B200.endif.endif.us.us.us.us.us.split.us.split.i.i.i
B200.endif.endif.us.us.us.us.us.split.us.split.i.i.i:
  %14 = icmp eq i64 %.656.us.us.us.us.us.i.i.i, 1
  br i1 %14, label %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i.i.i, label %B336.us.us.us.us.us.us.preheader.i.i.i
B336.us.us.us.us.us.us.preheader.i.i.i:
  %15 = sub i64 %indvars.iv.i.i.i, %.618.us.us.us.us.us.i.i.i
  %16 = add i64 %15, %.654.us.us.us.us.us.i.i.i
  %smin.i.i.i = tail call i64 @llvm.smin.i64(i64 %16, i64 64)
  %17 = and i64 %smin.i.i.i, 126
  %.228.epil.i.us.i.i.i = add nsw i64 %17, %.818.us.us.us.us.us.i.i.i
  %.242.epil.i.us.i.i.i = icmp slt i64 %.228.epil.i.us.i.i.i, 0
  %.243.epil.i.us.i.i.i = select i1 %.242.epil.i.us.i.i.i, i64 %arg.reference.5.0.arg.prediction.5.0.i.i, i64 0
  %18 = getelementptr i8, ptr %arg.reference.4.arg.prediction.4.i.i, i64 %.228.epil.i.us.i.i.i
  %.265.epil.i.us.i.i.i = shl nuw i64 1, %17
  %19 = and i64 %.13.i.i.i.i, 1
  %20 = icmp eq i64 %19, 0
  %sunkaddr849.i = getelementptr i8, ptr %18, i64 %.243.epil.i.us.i.i.i
  br label %B336.us.us.us.us.us.us.i.i.i
B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i.i.i:
  %.242.epil.i.us.us.i.i.i = icmp slt i64 %.818.us.us.us.us.us.i.i.i, 0
  %.243.epil.i.us.us.i.i.i = select i1 %.242.epil.i.us.us.i.i.i, i64 %arg.reference.5.0.arg.prediction.5.0.i.i, i64 0
  %.257.epil.i.us.us.i.i.i = getelementptr i8, ptr %scevgep.i.i.i.i, i64 %.243.epil.i.us.us.i.i.i
  %.258.epil.i.us.us.i.i.i = load i8, ptr %.257.epil.i.us.us.i.i.i, align 1
  br i1 %97, label %B336.us.us.us.us.us.us.us18.epil.preheader.i.i.i, label %B336.us.us.us.us.us.us.us18.i.i.i
B336.us.us.us.us.us.us.us18.i.i.i:
  %word.2.3394.us.us.us.us.us.us.us19.i.i.i = phi i64 [ %.878.us.us.us.us.us.us.us25.3.i.i.i, %B336.us.us.us.us.us.us.us18.i.i.i ], [ 0, %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i.i.i ]
  %.783390392.us.us.us.us.us.us.us20.i.i.i = phi i64 [ %.790.us.us.us.us.us.us.us24.3.i.i.i, %B336.us.us.us.us.us.us.us18.i.i.i ], [ 0, %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i.i.i ]
  %sunkaddr842.i = getelementptr i8, ptr %.7, i64 %.783390392.us.us.us.us.us.us.us20.i.i.i
  %.848.us.us.us.us.us.us.us21.i.i.i = load i8, ptr %sunkaddr842.i, align 1
  %.260.epil.i.us.us.i.i.i = icmp eq i8 %.258.epil.i.us.us.i.i.i, %.848.us.us.us.us.us.us.us21.i.i.i
  %.267.epil.i.us.us.i.i.i = zext i1 %.260.epil.i.us.us.i.i.i to i64
  %.878.us.us.us.us.us.us.us25.i.i.i = or i64 %word.2.3394.us.us.us.us.us.us.us19.i.i.i, %.267.epil.i.us.us.i.i.i
  %sunkaddr844.i = getelementptr i8, ptr %sunkaddr842.i, i64 1
  %.848.us.us.us.us.us.us.us21.1.i.i.i = load i8, ptr %sunkaddr844.i, align 1
  %.260.epil.i.us.us.1.i.i.i = icmp eq i8 %.258.epil.i.us.us.i.i.i, %.848.us.us.us.us.us.us.us21.1.i.i.i
  %.267.epil.i.us.us.1.i.i.i = zext i1 %.260.epil.i.us.us.1.i.i.i to i64
  %.878.us.us.us.us.us.us.us25.1.i.i.i = or i64 %.878.us.us.us.us.us.us.us25.i.i.i, %.267.epil.i.us.us.1.i.i.i
  %sunkaddr846.i = getelementptr i8, ptr %sunkaddr842.i, i64 2
  %.848.us.us.us.us.us.us.us21.2.i.i.i = load i8, ptr %sunkaddr846.i, align 1
  %.260.epil.i.us.us.2.i.i.i = icmp eq i8 %.258.epil.i.us.us.i.i.i, %.848.us.us.us.us.us.us.us21.2.i.i.i
  %.267.epil.i.us.us.2.i.i.i = zext i1 %.260.epil.i.us.us.2.i.i.i to i64
  %.878.us.us.us.us.us.us.us25.2.i.i.i = or i64 %.878.us.us.us.us.us.us.us25.1.i.i.i, %.267.epil.i.us.us.2.i.i.i
  %sunkaddr848.i = getelementptr i8, ptr %sunkaddr842.i, i64 3
  %.848.us.us.us.us.us.us.us21.3.i.i.i = load i8, ptr %sunkaddr848.i, align 1
  %.260.epil.i.us.us.3.i.i.i = icmp eq i8 %.258.epil.i.us.us.i.i.i, %.848.us.us.us.us.us.us.us21.3.i.i.i
  %.267.epil.i.us.us.3.i.i.i = zext i1 %.260.epil.i.us.us.3.i.i.i to i64
  %.790.us.us.us.us.us.us.us24.3.i.i.i = add nuw nsw i64 %.783390392.us.us.us.us.us.us.us20.i.i.i, 4
  %.878.us.us.us.us.us.us.us25.3.i.i.i = or i64 %.878.us.us.us.us.us.us.us25.2.i.i.i, %.267.epil.i.us.us.3.i.i.i
  %niter56.ncmp.3.i.i.i = icmp eq i64 %unroll_iter55.i.i.i, %.790.us.us.us.us.us.us.us24.3.i.i.i
  br i1 %niter56.ncmp.3.i.i.i, label %B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i.i.i, label %B336.us.us.us.us.us.us.us18.i.i.i
B336.us.us.us.us.us.us.i.i.i:
  %word.2.3394.us.us.us.us.us.us.i.i.i = phi i64 [ %.878.us.us.us.us.us.us.i.i.i, %B336.endif.us.us.us.us.us.us.i.i.i ], [ 0, %B336.us.us.us.us.us.us.preheader.i.i.i ]
  %.783390392.us.us.us.us.us.us.i.i.i = phi i64 [ %.790.us.us.us.us.us.us.i.i.i, %B336.endif.us.us.us.us.us.us.i.i.i ], [ 0, %B336.us.us.us.us.us.us.preheader.i.i.i ]
  %21 = getelementptr i8, ptr %.7, i64 %.783390392.us.us.us.us.us.us.i.i.i
  %.848.us.us.us.us.us.us.i.i.i = load i8, ptr %21, align 1
  br label %B144.i.us.i.i.i
B144.i.us.i.i.i:
  %word.2.0120.i.us.i.i.i = phi i64 [ 0, %B336.us.us.us.us.us.us.i.i.i ], [ %word.3.1.1.i.us.i.i.i, %B144.i.us.i.i.i ]
  %.187116118.i.us.i.i.i = phi i64 [ 0, %B336.us.us.us.us.us.us.i.i.i ], [ %.194.1.i.us.i.i.i, %B144.i.us.i.i.i ]
  %22 = add i64 %.187116118.i.us.i.i.i, %.818.us.us.us.us.us.i.i.i
  %.242.i.us.i.i.i = icmp slt i64 %22, 0
  %.243.i.us.i.i.i = select i1 %.242.i.us.i.i.i, i64 %arg.reference.5.0.arg.prediction.5.0.i.i, i64 0
  %scevgep5.i.us.i.i.i = getelementptr i8, ptr %scevgep.i.i.i.i, i64 %.243.i.us.i.i.i
  %scevgep6.i.us.i.i.i = getelementptr i8, ptr %scevgep5.i.us.i.i.i, i64 %.187116118.i.us.i.i.i
  %.258.i.us.i.i.i = load i8, ptr %scevgep6.i.us.i.i.i, align 1
  %.260.i.us.i.i.i = icmp eq i8 %.258.i.us.i.i.i, %.848.us.us.us.us.us.us.i.i.i
  %.265.i.us.i.i.i = shl nuw i64 1, %.187116118.i.us.i.i.i
  %.267.i.us.i.i.i = select i1 %.260.i.us.i.i.i, i64 %.265.i.us.i.i.i, i64 0
  %word.3.1.i.us.i.i.i = or i64 %.267.i.us.i.i.i, %word.2.0120.i.us.i.i.i
  %.194.1.i.us.i.i.i = add nuw i64 %.187116118.i.us.i.i.i, 2
  %23 = add i64 %13, %.187116118.i.us.i.i.i
  %.242.1.i.us.i.i.i = icmp slt i64 %23, 0
  %24 = select i1 %.242.1.i.us.i.i.i, i64 %0, i64 1
  %scevgep3.i.us.i.i.i = getelementptr i8, ptr %scevgep.i.i.i.i, i64 %24
  %scevgep4.i.us.i.i.i = getelementptr i8, ptr %scevgep3.i.us.i.i.i, i64 %.187116118.i.us.i.i.i
  %.258.1.i.us.i.i.i = load i8, ptr %scevgep4.i.us.i.i.i, align 1
  %.260.1.i.us.i.i.i = icmp eq i8 %.258.1.i.us.i.i.i, %.848.us.us.us.us.us.us.i.i.i
  %.265.1.i.us.i.i.i = shl nuw i64 2, %.187116118.i.us.i.i.i
  %.267.1.i.us.i.i.i = select i1 %.260.1.i.us.i.i.i, i64 %.265.1.i.us.i.i.i, i64 0
  %word.3.1.1.i.us.i.i.i = or i64 %word.3.1.i.us.i.i.i, %.267.1.i.us.i.i.i
  %niter.ncmp.1.i.us.i.i.i = icmp eq i64 %.194.1.i.us.i.i.i, %unroll_iter.i.i.i.i
  br i1 %niter.ncmp.1.i.us.i.i.i, label %common.ret.loopexit.unr-lcssa.i.us.i.i.i, label %B144.i.us.i.i.i
common.ret.loopexit.unr-lcssa.i.us.i.i.i:
  br i1 %20, label %B336.endif.us.us.us.us.us.us.i.i.i, label %B144.epil.preheader.i.us.i.i.i
B144.epil.preheader.i.us.i.i.i:
  %.258.epil.i.us.i.i.i = load i8, ptr %sunkaddr849.i, align 1
  %.260.epil.i.us.i.i.i = icmp eq i8 %.258.epil.i.us.i.i.i, %.848.us.us.us.us.us.us.i.i.i
  %.267.epil.i.us.i.i.i = select i1 %.260.epil.i.us.i.i.i, i64 %.265.epil.i.us.i.i.i, i64 0
  %word.3.1.epil.i.us.i.i.i = or i64 %.267.epil.i.us.i.i.i, %word.3.1.1.i.us.i.i.i
  br label %B336.endif.us.us.us.us.us.us.i.i.i
B336.endif.us.us.us.us.us.us.i.i.i:
  %storemerge.i.us.i.i.i = phi i64 [ %word.3.1.epil.i.us.i.i.i, %B144.epil.preheader.i.us.i.i.i ], [ %word.3.1.1.i.us.i.i.i, %common.ret.loopexit.unr-lcssa.i.us.i.i.i ]
  %.790.us.us.us.us.us.us.i.i.i = add nuw nsw i64 %.783390392.us.us.us.us.us.us.i.i.i, 1
  %.878.us.us.us.us.us.us.i.i.i = or i64 %storemerge.i.us.i.i.i, %word.2.3394.us.us.us.us.us.us.i.i.i
  %exitcond840.not.us.i.i.i = icmp eq i64 %arg.values.2.fr.i.i.i, %.790.us.us.us.us.us.us.i.i.i
  br i1 %exitcond840.not.us.i.i.i, label %B334.B400_crit_edge.us.us.us.us.us.i.i.i, label %B336.us.us.us.us.us.us.i.i.i
B200.endif.endif.us.us.us.us.us.split.i.i.i:
  %.49.i.i.i.i = load <64 x i8>, ptr %scevgep.i.i.i.i, align 1
  br i1 %94, label %B336.us.us.us.us.us.epil.preheader.i.i.i, label %B336.us.us.us.us.us.i.i.i
B336.us.us.us.us.us.i.i.i:
  %word.2.3394.us.us.us.us.us.i.i.i = phi i64 [ %.878.us.us.us.us.us.1.i.i.i, %B336.us.us.us.us.us.i.i.i ], [ 0, %B200.endif.endif.us.us.us.us.us.split.i.i.i ]
  %.783390392.us.us.us.us.us.i.i.i = phi i64 [ %.790.us.us.us.us.us.1.i.i.i, %B336.us.us.us.us.us.i.i.i ], [ 0, %B200.endif.endif.us.us.us.us.us.split.i.i.i ]
  %sunkaddr850.i = getelementptr i8, ptr %.7, i64 %.783390392.us.us.us.us.us.i.i.i
  %.848.us.us.us.us.us.i.i.i = load i8, ptr %sunkaddr850.i, align 1
  %.50.i.i.i.i = insertelement <64 x i8> poison, i8 %.848.us.us.us.us.us.i.i.i, i64 0
  %.51.i.i.i.i = shufflevector <64 x i8> %.50.i.i.i.i, <64 x i8> poison, <64 x i32> zeroinitializer
  %.52.i.i.i.i = icmp eq <64 x i8> %.49.i.i.i.i, %.51.i.i.i.i
  %sunkaddr852.i = getelementptr i8, ptr %sunkaddr850.i, i64 1
  %.848.us.us.us.us.us.1.i.i.i = load i8, ptr %sunkaddr852.i, align 1
  %.50.i.1.i.i.i = insertelement <64 x i8> poison, i8 %.848.us.us.us.us.us.1.i.i.i, i64 0
  %.51.i.1.i.i.i = shufflevector <64 x i8> %.50.i.1.i.i.i, <64 x i8> poison, <64 x i32> zeroinitializer
  %.52.i.1.i.i.i = icmp eq <64 x i8> %.49.i.i.i.i, %.51.i.1.i.i.i
  %.790.us.us.us.us.us.1.i.i.i = add nuw i64 %.783390392.us.us.us.us.us.i.i.i, 2
  %25 = or <64 x i1> %.52.i.i.i.i, %.52.i.1.i.i.i
  %26 = bitcast <64 x i1> %25 to i64
  %27 = and i64 %.6.i.i.i.i.i, %26
  %.878.us.us.us.us.us.1.i.i.i = or i64 %27, %word.2.3394.us.us.us.us.us.i.i.i
  %niter.ncmp.1.i.i.i = icmp eq i64 %unroll_iter.i.i.i, %.790.us.us.us.us.us.1.i.i.i
  br i1 %niter.ncmp.1.i.i.i, label %B334.B400_crit_edge.us.us.us.us.us.loopexit45.unr-lcssa.i.i.i, label %B336.us.us.us.us.us.i.i.i
B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i.i.i:
  br i1 %98, label %B334.B400_crit_edge.us.us.us.us.us.i.i.i, label %B336.us.us.us.us.us.us.us18.epil.preheader.i.i.i
B336.us.us.us.us.us.us.us18.epil.preheader.i.i.i:
  %word.2.3394.us.us.us.us.us.us.us19.epil.init.i.i.i = phi i64 [ 0, %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i.i.i ], [ %.878.us.us.us.us.us.us.us25.3.i.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i.i.i ]
  %.783390392.us.us.us.us.us.us.us20.epil.init.i.i.i = phi i64 [ 0, %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i.i.i ], [ %unroll_iter55.i.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i.i.i ]
  %scevgep72.i.i.i = getelementptr i8, ptr %.7, i64 %.783390392.us.us.us.us.us.us.us20.epil.init.i.i.i
  br label %B336.us.us.us.us.us.us.us18.epil.i.i.i
B336.us.us.us.us.us.us.us18.epil.i.i.i:
  %word.2.3394.us.us.us.us.us.us.us19.epil.i.i.i = phi i64 [ %word.2.3394.us.us.us.us.us.us.us19.epil.init.i.i.i, %B336.us.us.us.us.us.us.us18.epil.preheader.i.i.i ], [ %.878.us.us.us.us.us.us.us25.epil.i.i.i, %B336.us.us.us.us.us.us.us18.epil.i.i.i ]
  %epil.iter.i.i.i = phi i64 [ 0, %B336.us.us.us.us.us.us.us18.epil.preheader.i.i.i ], [ %epil.iter.next.i.i.i, %B336.us.us.us.us.us.us.us18.epil.i.i.i ]
  %scevgep73.i.i.i = getelementptr i8, ptr %scevgep72.i.i.i, i64 %epil.iter.i.i.i
  %.848.us.us.us.us.us.us.us21.epil.i.i.i = load i8, ptr %scevgep73.i.i.i, align 1
  %.260.epil.i.us.us.epil.i.i.i = icmp eq i8 %.258.epil.i.us.us.i.i.i, %.848.us.us.us.us.us.us.us21.epil.i.i.i
  %.267.epil.i.us.us.epil.i.i.i = zext i1 %.260.epil.i.us.us.epil.i.i.i to i64
  %.878.us.us.us.us.us.us.us25.epil.i.i.i = or i64 %word.2.3394.us.us.us.us.us.us.us19.epil.i.i.i, %.267.epil.i.us.us.epil.i.i.i
  %epil.iter.next.i.i.i = add i64 %epil.iter.i.i.i, 1
  %epil.iter.cmp.not.i.i.i = icmp eq i64 %xtraiter51.i.i.i, %epil.iter.next.i.i.i
  br i1 %epil.iter.cmp.not.i.i.i, label %B334.B400_crit_edge.us.us.us.us.us.i.i.i, label %B336.us.us.us.us.us.us.us18.epil.i.i.i
B334.B400_crit_edge.us.us.us.us.us.loopexit45.unr-lcssa.i.i.i:
  br i1 %96, label %B334.B400_crit_edge.us.us.us.us.us.i.i.i, label %B336.us.us.us.us.us.epil.preheader.i.i.i
B336.us.us.us.us.us.epil.preheader.i.i.i:
  %word.2.3394.us.us.us.us.us.epil.init.i.i.i = phi i64 [ 0, %B200.endif.endif.us.us.us.us.us.split.i.i.i ], [ %.878.us.us.us.us.us.1.i.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit45.unr-lcssa.i.i.i ]
  %.848.us.us.us.us.us.epil.i.i.i = load i8, ptr %sunkaddr853.i, align 1
  %.50.i.epil.i.i.i = insertelement <64 x i8> poison, i8 %.848.us.us.us.us.us.epil.i.i.i, i64 0
  %.51.i.epil.i.i.i = shufflevector <64 x i8> %.50.i.epil.i.i.i, <64 x i8> poison, <64 x i32> zeroinitializer
  %.52.i.epil.i.i.i = icmp eq <64 x i8> %.49.i.i.i.i, %.51.i.epil.i.i.i
  %.53.i.epil.i.i.i = bitcast <64 x i1> %.52.i.epil.i.i.i to i64
  %.93.i.epil.i.i.i = and i64 %.6.i.i.i.i.i, %.53.i.epil.i.i.i
  %.878.us.us.us.us.us.epil.i.i.i = or i64 %.93.i.epil.i.i.i, %word.2.3394.us.us.us.us.us.epil.init.i.i.i
  br label %B334.B400_crit_edge.us.us.us.us.us.i.i.i
B334.B400_crit_edge.us.us.us.us.us.i.i.i:
  %.us-phi.i.i.i = phi i64 [ 0, %B200.endif.endif.us.us.us.us.us.split.us.i.i.i ], [ %.878.us.us.us.us.us.epil.i.i.i, %B336.us.us.us.us.us.epil.preheader.i.i.i ], [ %.878.us.us.us.us.us.us.us25.epil.i.i.i, %B336.us.us.us.us.us.us.us18.epil.i.i.i ], [ %.878.us.us.us.us.us.us.us25.3.i.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i.i.i ], [ %.878.us.us.us.us.us.1.i.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit45.unr-lcssa.i.i.i ], [ %.878.us.us.us.us.us.us.i.i.i, %B336.endif.us.us.us.us.us.us.i.i.i ]
  %.919.us.us.us.us.us.i.i.i = load i64, ptr %sunkaddr.i, align 8
  %.921.us.us.us.us.us.i.i.i = sub nsw i64 %.225567601.us.us.i.i.i, %.919.us.us.us.us.us.i.i.i
  %.951.us.us.us.us.us.i.i.i = load i64, ptr %sunkaddr858.i, align 8
  %.953.us.us.us.us.us.i.i.i = sub nsw i64 %.405433453.us.us.us.us.i.i.i, %.951.us.us.us.us.us.i.i.i
  %.990.us.us.us.us.us.i.i.i = icmp slt i64 %.921.us.us.us.us.us.i.i.i, 0
  %.991.us.us.us.us.us.i.i.i = select i1 %.990.us.us.us.us.us.i.i.i, i64 %.13, i64 0
  %.992.us.us.us.us.us.i.i.i = add i64 %.991.us.us.us.us.us.i.i.i, %.921.us.us.us.us.us.i.i.i
  %.993.us.us.us.us.us.i.i.i = icmp slt i64 %.953.us.us.us.us.us.i.i.i, 0
  %.994.us.us.us.us.us.i.i.i = select i1 %.993.us.us.us.us.us.i.i.i, i64 %.14, i64 0
  %.995.us.us.us.us.us.i.i.i = add i64 %.994.us.us.us.us.us.i.i.i, %.953.us.us.us.us.us.i.i.i
  %.1022.us.us.us.us.us.i.i.i = mul i64 %.992.us.us.us.us.us.i.i.i, %factor.op.mul.i.i
  %.1024.us.us.us.us.us.i.i.i = mul i64 %.995.us.us.us.us.us.i.i.i, %arg.bits.5.2.fr.i.i.i
  %28 = getelementptr i64, ptr %.586.i.i, i64 %.1022.us.us.us.us.us.i.i.i
  %29 = getelementptr i64, ptr %28, i64 %.1024.us.us.us.us.us.i.i.i
  %30 = getelementptr i64, ptr %29, i64 %.554399410.us.us.us.us.us.i.i.i
  store i64 %.us-phi.i.i.i, ptr %30, align 8
  %indvars.iv.next.i.i.i = add i64 %indvars.iv.i.i.i, -64
  %exitcond841.not.i.i.i = icmp eq i64 %arg.bits.5.2.fr.i.i.i, %.561.us.us.us.us.us.i.i.i
  br i1 %exitcond841.not.i.i.i, label %B198.B120.loopexit_crit_edge.split.us.us.us.us.us.i.i.i, label %B200.endif.endif.us.us.us.us.us.i.i.i
B198.B120.loopexit_crit_edge.split.us.us.us.us.us.i.i.i:
  %.408.us.us.us.us.i.i.i = add nsw i64 %.398430454.us.us.us.us.i.i.i, -1
  %.412.us.us.us.us.i.i.i = add i64 %.405433453.us.us.us.us.i.i.i, 1
  %.399.us.us.us.us.i.i.i = icmp sgt i64 %.398430454.us.us.us.us.i.i.i, 1
  br i1 %.399.us.us.us.us.i.i.i, label %B122.endif.us.us.us.us.i.i.i, label %B60.loopexit.us.us.i.i.i
B62.endif.us.i.i.i:
  %.218564602.us.i.i.i = phi i64 [ %.228.us.i.i.i, %B60.loopexit.us.i.i.i ], [ %..174.i.i.i, %B62.endif.us.i.preheader.i.i ]
  %.225567601.us.i.i.i = phi i64 [ %.232.us.i.i.i, %B60.loopexit.us.i.i.i ], [ %.107.i.i.i, %B62.endif.us.i.preheader.i.i ]
  %.228.us.i.i.i = add nsw i64 %.218564602.us.i.i.i, -1
  %.232.us.i.i.i = add i64 %.225567601.us.i.i.i, 1
  %.289.us.i.i.i = load i64, ptr %sunkaddr858.i, align 8
  %.319.us.i.i.i = load i64, ptr %sunkaddr860.i, align 8
  %.356.us.i.i.i = sub i64 %.319.us.i.i.i, %.289.us.i.i.i
  %.399450.us.not.i.i.i = icmp slt i64 %.356.us.i.i.i, 1
  br i1 %.399450.us.not.i.i.i, label %B60.loopexit.us.i.i.i, label %B200.endif.endif.us473.us.peel.i.i.i
B60.loopexit.us.i.i.i:
  %.219.us.i.i.i = icmp sgt i64 %.218564602.us.i.i.i, 1
  br i1 %.219.us.i.i.i, label %B62.endif.us.i.i.i, label %B100.endif.i.i
B200.endif.endif.us473.us.peel.i.i.i:
  %.398430454.us.us611.i.i.i = phi i64 [ %.408.us.us615.i.i.i, %B198.B120.loopexit_crit_edge.split.us490.us.loopexit.i.i.i ], [ %.356.us.i.i.i, %B62.endif.us.i.i.i ]
  %.405433453.us.us612.i.i.i = phi i64 [ %.412.us.us616.i.i.i, %B198.B120.loopexit_crit_edge.split.us490.us.loopexit.i.i.i ], [ %.289.us.i.i.i, %B62.endif.us.i.i.i ]
  %.919.us474.us.peel.i.i.i = load i64, ptr %sunkaddr.i, align 8
  %.921.us475.us.peel.i.i.i = sub nsw i64 %.225567601.us.i.i.i, %.919.us474.us.peel.i.i.i
  %.951.us476.us.peel.i.i.i = load i64, ptr %sunkaddr858.i, align 8
  %.953.us477.us.peel.i.i.i = sub nsw i64 %.405433453.us.us612.i.i.i, %.951.us476.us.peel.i.i.i
  %.990.us478.us.peel.i.i.i = icmp slt i64 %.921.us475.us.peel.i.i.i, 0
  %.991.us479.us.peel.i.i.i = select i1 %.990.us478.us.peel.i.i.i, i64 %.13, i64 0
  %.992.us480.us.peel.i.i.i = add i64 %.991.us479.us.peel.i.i.i, %.921.us475.us.peel.i.i.i
  %.993.us481.us.peel.i.i.i = icmp slt i64 %.953.us477.us.peel.i.i.i, 0
  %.994.us482.us.peel.i.i.i = select i1 %.993.us481.us.peel.i.i.i, i64 %.14, i64 0
  %.995.us483.us.peel.i.i.i = add i64 %.994.us482.us.peel.i.i.i, %.953.us477.us.peel.i.i.i
  %.1022.us486.us.peel.i.i.i = mul i64 %.992.us480.us.peel.i.i.i, %factor.op.mul.i.i
  %.1024.us487.us.peel.i.i.i = mul i64 %.995.us483.us.peel.i.i.i, %arg.bits.5.2.fr.i.i.i
  %31 = getelementptr i64, ptr %.586.i.i, i64 %.1022.us486.us.peel.i.i.i
  %32 = getelementptr i64, ptr %31, i64 %.1024.us487.us.peel.i.i.i
  store i64 0, ptr %32, align 8
  br label %B200.endif.endif.us473.us.i.i.i
B200.endif.endif.us473.us.i.i.i:
  %lsr.iv.i.i = phi ptr [ %scevgep341.i.i, %B200.endif.endif.us473.us.i.i.i ], [ %scevgep340.i.i, %B200.endif.endif.us473.us.peel.i.i.i ]
  %lsr.iv80.i.i.i = phi i64 [ %lsr.iv.next81.i.i.i, %B200.endif.endif.us473.us.i.i.i ], [ %81, %B200.endif.endif.us473.us.peel.i.i.i ]
  %.919.us474.us.i.i.i = load i64, ptr %sunkaddr.i, align 8
  %.951.us476.us.i.i.i = load i64, ptr %sunkaddr858.i, align 8
  %.990.us478.us.i.i.i = icmp slt i64 %.225567601.us.i.i.i, %.919.us474.us.i.i.i
  %.991.us479.us.i.i.i = select i1 %.990.us478.us.i.i.i, i64 %.13, i64 0
  %.993.us481.us.i.i.i = icmp slt i64 %.405433453.us.us612.i.i.i, %.951.us476.us.i.i.i
  %.994.us482.us.i.i.i = select i1 %.993.us481.us.i.i.i, i64 %.14, i64 0
  %33 = sub i64 %.225567601.us.i.i.i, %.919.us474.us.i.i.i
  %34 = add i64 %33, %.991.us479.us.i.i.i
  %35 = mul i64 %34, %.14
  %36 = sub i64 %.405433453.us.us612.i.i.i, %.951.us476.us.i.i.i
  %37 = add i64 %36, %.994.us482.us.i.i.i
  %38 = add i64 %37, %35
  %39 = mul i64 %38, %83
  %scevgep755.i = getelementptr i8, ptr %lsr.iv.i.i, i64 %39
  store i64 0, ptr %scevgep755.i, align 8
  %lsr.iv.next81.i.i.i = add i64 %lsr.iv80.i.i.i, -1
  %scevgep341.i.i = getelementptr i8, ptr %lsr.iv.i.i, i64 8
  %exitcond.not.i.i.i = icmp eq i64 %lsr.iv.next81.i.i.i, 0
  br i1 %exitcond.not.i.i.i, label %B198.B120.loopexit_crit_edge.split.us490.us.loopexit.i.i.i, label %B200.endif.endif.us473.us.i.i.i
B198.B120.loopexit_crit_edge.split.us490.us.loopexit.i.i.i:
  %.408.us.us615.i.i.i = add nsw i64 %.398430454.us.us611.i.i.i, -1
  %.412.us.us616.i.i.i = add i64 %.405433453.us.us612.i.i.i, 1
  %.399.us.us617.i.i.i = icmp ugt i64 %.398430454.us.us611.i.i.i, 1
  br i1 %.399.us.us617.i.i.i, label %B200.endif.endif.us473.us.peel.i.i.i, label %B60.loopexit.us.i.i.i
B168.i.i:
  %.689.i.i = or i64 %.434686723.i.i, 2
  %.752.i.i = mul i64 %.689.i.i, %.579.reass.i.i
  %.754.i.i = getelementptr i64, ptr %.11, i64 %.752.i.i
  %.107.i2.i.i = load i64, ptr %sunkaddr.i, align 8
  %.137.i4.i.i = load i64, ptr %sunkaddr826.i, align 8
  %.174.i5.i.i = sub i64 %.137.i4.i.i, %.107.i2.i.i
  %..174.i6.i.i = tail call i64 @llvm.smax.i64(i64 %.174.i5.i.i, i64 0)
  %.219596.not.i7.i.i = icmp sgt i64 %.174.i5.i.i, 0
  %or.cond.i.i = and i1 %99, %.219596.not.i7.i.i
  br i1 %or.cond.i.i, label %B62.endif.lr.ph.split.us.i12.i.i, label %B168.endif.endif.i.i
B62.endif.lr.ph.split.us.i12.i.i:
  br i1 %100, label %B62.endif.us.us.preheader.i99.i.i, label %B62.endif.us.preheader.i14.i.i
B62.endif.us.us.preheader.i99.i.i:
  %40 = add i64 %arg.reference.5.0.arg.prediction.5.0.i.i, 1
  br label %B62.endif.us.us.i103.i.i
B62.endif.us.preheader.i14.i.i:
  br i1 %92, label %B62.endif.us.us7.i69.preheader.i.i, label %B62.endif.us.i18.preheader.i.i
B62.endif.us.i18.preheader.i.i:
  %41 = mul i64 %.689.i.i, %84
  %scevgep358.i.i = getelementptr i8, ptr %scevgep.i.i, i64 %41
  br label %B62.endif.us.i18.i.i
B62.endif.us.us7.i69.preheader.i.i:
  %42 = mul i64 %.689.i.i, %93
  br label %B62.endif.us.us7.i69.i.i
B62.endif.us.us7.i69.i.i:
  %.218564602.us.us8.i70.i.i = phi i64 [ %.228.us.us10.i72.i.i, %B60.loopexit.us.us15.i97.i.i ], [ %..174.i6.i.i, %B62.endif.us.us7.i69.preheader.i.i ]
  %.225567601.us.us9.i71.i.i = phi i64 [ %.232.us.us11.i73.i.i, %B60.loopexit.us.us15.i97.i.i ], [ %.107.i2.i.i, %B62.endif.us.us7.i69.preheader.i.i ]
  %.228.us.us10.i72.i.i = add nsw i64 %.218564602.us.us8.i70.i.i, -1
  %.232.us.us11.i73.i.i = add i64 %.225567601.us.us9.i71.i.i, 1
  %.289.us.us12.i75.i.i = load i64, ptr %sunkaddr858.i, align 8
  %.319.us.us13.i77.i.i = load i64, ptr %sunkaddr860.i, align 8
  %.356.us.us14.i78.i.i = sub i64 %.319.us.us13.i77.i.i, %.289.us.us12.i75.i.i
  %.399450.us.not.us.i79.i.i = icmp slt i64 %.356.us.us14.i78.i.i, 1
  br i1 %.399450.us.not.us.i79.i.i, label %B60.loopexit.us.us15.i97.i.i, label %B200.endif.endif.us473.us.peel.us.us.preheader.i80.i.i
B200.endif.endif.us473.us.peel.us.us.preheader.i80.i.i:
  %43 = add nuw i64 %.356.us.us14.i78.i.i, 1
  %44 = add i64 %.225567601.us.us9.i71.i.i, %42
  br label %B200.endif.endif.us473.us.peel.us.us.i81.i.i
B60.loopexit.us.us15.i97.i.i:
  %.219.us.us16.i98.i.i = icmp ugt i64 %.218564602.us.us8.i70.i.i, 1
  br i1 %.219.us.us16.i98.i.i, label %B62.endif.us.us7.i69.i.i, label %B168.endif.endif.i.i
B200.endif.endif.us473.us.peel.us.us.i81.i.i:
  %lsr.iv.i82.i.i = phi i64 [ %43, %B200.endif.endif.us473.us.peel.us.us.preheader.i80.i.i ], [ %lsr.iv.next.i95.i.i, %B200.endif.endif.us473.us.peel.us.us.i81.i.i ]
  %.405433453.us.us612.us.us.i83.i.i = phi i64 [ %.289.us.us12.i75.i.i, %B200.endif.endif.us473.us.peel.us.us.preheader.i80.i.i ], [ %.412.us.us616.us.us.i84.i.i, %B200.endif.endif.us473.us.peel.us.us.i81.i.i ]
  %.412.us.us616.us.us.i84.i.i = add i64 %.405433453.us.us612.us.us.i83.i.i, 1
  %.919.us474.us.peel.us.us.i85.i.i = load i64, ptr %sunkaddr.i, align 8
  %.951.us476.us.peel.us.us.i88.i.i = load i64, ptr %sunkaddr858.i, align 8
  %45 = sub i64 %.405433453.us.us612.us.us.i83.i.i, %.951.us476.us.peel.us.us.i88.i.i
  %.990.us478.us.peel.us.us.i89.i.i = icmp slt i64 %.225567601.us.us9.i71.i.i, %.919.us474.us.peel.us.us.i85.i.i
  %.991.us479.us.peel.us.us.i90.i.i = select i1 %.990.us478.us.peel.us.us.i89.i.i, i64 %.13, i64 0
  %.993.us481.us.peel.us.us.i91.i.i = icmp slt i64 %45, 0
  %46 = select i1 %.993.us481.us.peel.us.us.i91.i.i, i64 %82, i64 0
  %47 = sub i64 %44, %.919.us474.us.peel.us.us.i85.i.i
  %reass.add18.i = add i64 %47, %.991.us479.us.peel.us.us.i90.i.i
  %48 = mul i64 %reass.add18.i, %82
  %49 = shl i64 %.951.us476.us.peel.us.us.i88.i.i, 3
  %50 = sub i64 %46, %49
  %51 = getelementptr i8, ptr %.11, i64 %50
  %scevgep771.i = getelementptr i8, ptr %51, i64 %48
  %52 = shl i64 %.405433453.us.us612.us.us.i83.i.i, 3
  %scevgep772.i = getelementptr i8, ptr %scevgep771.i, i64 %52
  store i64 0, ptr %scevgep772.i, align 8
  %lsr.iv.next.i95.i.i = add i64 %lsr.iv.i82.i.i, -1
  %.399.us.us617.us.us.i96.i.i = icmp ugt i64 %lsr.iv.next.i95.i.i, 1
  br i1 %.399.us.us617.us.us.i96.i.i, label %B200.endif.endif.us473.us.peel.us.us.i81.i.i, label %B60.loopexit.us.us15.i97.i.i
B62.endif.us.us.i103.i.i:
  %.218564602.us.us.i104.i.i = phi i64 [ %.228.us.us.i106.i.i, %B60.loopexit.us.us.i192.i.i ], [ %..174.i6.i.i, %B62.endif.us.us.preheader.i99.i.i ]
  %.225567601.us.us.i105.i.i = phi i64 [ %.232.us.us.i107.i.i, %B60.loopexit.us.us.i192.i.i ], [ %.107.i2.i.i, %B62.endif.us.us.preheader.i99.i.i ]
  %.228.us.us.i106.i.i = add nsw i64 %.218564602.us.us.i104.i.i, -1
  %.232.us.us.i107.i.i = add i64 %.225567601.us.us.i105.i.i, 1
  %.289.us.us.i109.i.i = load i64, ptr %sunkaddr858.i, align 8
  %.319.us.us.i111.i.i = load i64, ptr %sunkaddr860.i, align 8
  %.356.us.us.i112.i.i = sub i64 %.319.us.us.i111.i.i, %.289.us.us.i109.i.i
  %.399450.us.us.not.i113.i.i = icmp slt i64 %.356.us.us.i112.i.i, 1
  br i1 %.399450.us.us.not.i113.i.i, label %B60.loopexit.us.us.i192.i.i, label %B122.endif.lr.ph.us.us.i114.i.i
B60.loopexit.us.us.i192.i.i:
  %.219.us.us.i193.i.i = icmp sgt i64 %.218564602.us.us.i104.i.i, 1
  br i1 %.219.us.us.i193.i.i, label %B62.endif.us.us.i103.i.i, label %B168.endif.endif.i.i
B122.endif.lr.ph.us.us.i114.i.i:
  %.442.us.us.i115.i.i = mul nsw i64 %.225567601.us.us.i105.i.i, %.132.i.i
  br label %B122.endif.us.us.us.us.i116.i.i
B122.endif.us.us.us.us.i116.i.i:
  %.398430454.us.us.us.us.i117.i.i = phi i64 [ %.356.us.us.i112.i.i, %B122.endif.lr.ph.us.us.i114.i.i ], [ %.408.us.us.us.us.i189.i.i, %B198.B120.loopexit_crit_edge.split.us.us.us.us.us.i188.i.i ]
  %.405433453.us.us.us.us.i118.i.i = phi i64 [ %.289.us.us.i109.i.i, %B122.endif.lr.ph.us.us.i114.i.i ], [ %.412.us.us.us.us.i190.i.i, %B198.B120.loopexit_crit_edge.split.us.us.us.us.us.i188.i.i ]
  %.444.us.us.us.us.i119.i.i = add nsw i64 %.405433453.us.us.us.us.i118.i.i, %.442.us.us.i115.i.i
  %.446.us.us.us.us.i120.i.i = mul nsw i64 %.444.us.us.us.us.i119.i.i, %.161.i.i
  br label %B200.endif.endif.us.us.us.us.us.i121.i.i
B200.endif.endif.us.us.us.us.us.i121.i.i:
  %indvars.iv.i122.i.i = phi i64 [ 0, %B122.endif.us.us.us.us.i116.i.i ], [ %indvars.iv.next.i186.i.i, %B334.B400_crit_edge.us.us.us.us.us.i171.i.i ]
  %.554399410.us.us.us.us.us.i123.i.i = phi i64 [ 0, %B122.endif.us.us.us.us.i116.i.i ], [ %.561.us.us.us.us.us.i124.i.i, %B334.B400_crit_edge.us.us.us.us.us.i171.i.i ]
  %.561.us.us.us.us.us.i124.i.i = add nuw nsw i64 %.554399410.us.us.us.us.us.i123.i.i, 1
  %.618.us.us.us.us.us.i126.i.i = load i64, ptr %sunkaddr839.i, align 8
  %.620.us.us.us.us.us.i127.i.i = shl nsw i64 %.554399410.us.us.us.us.us.i123.i.i, 6
  %.621.us.us.us.us.us.i128.i.i = add nsw i64 %.618.us.us.us.us.us.i126.i.i, %.620.us.us.us.us.us.i127.i.i
  %.654.us.us.us.us.us.i130.i.i = load i64, ptr %sunkaddr841.i, align 8
  %.656.us.us.us.us.us.i131.i.i = sub nsw i64 %.654.us.us.us.us.us.i130.i.i, %.621.us.us.us.us.us.i128.i.i
  %.13.i.i132.i.i = tail call i64 @llvm.smin.i64(i64 %.656.us.us.us.us.us.i131.i.i, i64 64)
  %.818.us.us.us.us.us.i133.i.i = add nsw i64 %.621.us.us.us.us.us.i128.i.i, %.446.us.us.us.us.i120.i.i
  %.28.i.i134.i.i = add nsw i64 %.818.us.us.us.us.us.i133.i.i, 64
  %.36.not.i.i135.i.i = icmp sgt i64 %.28.i.i134.i.i, %arg.reference.5.0.arg.prediction.5.0.i.i
  %.5.i.i.i136.i.i = sub nsw i64 64, %.13.i.i132.i.i
  %.6.i.i.i137.i.i = lshr i64 -1, %.5.i.i.i136.i.i
  %unroll_iter.i.i138.i.i = and i64 %.13.i.i132.i.i, 126
  %scevgep.i.i139.i.i = getelementptr i8, ptr %arg.reference.4.arg.prediction.4.i.i, i64 %.818.us.us.us.us.us.i133.i.i
  %53 = add i64 %.818.us.us.us.us.us.i133.i.i, 1
  br i1 %.36.not.i.i135.i.i, label %B200.endif.endif.us.us.us.us.us.split.us.i194.i.i, label %B200.endif.endif.us.us.us.us.us.split.i140.i.i
B200.endif.endif.us.us.us.us.us.split.us.i194.i.i:
  %.181117.not.i.i195.i.i = icmp slt i64 %.656.us.us.us.us.us.i131.i.i, 1
  br i1 %.181117.not.i.i195.i.i, label %B334.B400_crit_edge.us.us.us.us.us.i171.i.i, label %B200.endif.endif.us.us.us.us.us.split.us.split.i196.i.i
B200.endif.endif.us.us.us.us.us.split.us.split.i196.i.i:
  %54 = icmp eq i64 %.656.us.us.us.us.us.i131.i.i, 1
  br i1 %54, label %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i241.i.i, label %B336.us.us.us.us.us.us.preheader.i197.i.i
B336.us.us.us.us.us.us.preheader.i197.i.i:
  %55 = sub i64 %indvars.iv.i122.i.i, %.618.us.us.us.us.us.i126.i.i
  %56 = add i64 %55, %.654.us.us.us.us.us.i130.i.i
  %smin.i198.i.i = tail call i64 @llvm.smin.i64(i64 %56, i64 64)
  %57 = and i64 %smin.i198.i.i, 126
  %.228.epil.i.us.i199.i.i = add nsw i64 %57, %.818.us.us.us.us.us.i133.i.i
  %.242.epil.i.us.i200.i.i = icmp slt i64 %.228.epil.i.us.i199.i.i, 0
  %.243.epil.i.us.i201.i.i = select i1 %.242.epil.i.us.i200.i.i, i64 %arg.reference.5.0.arg.prediction.5.0.i.i, i64 0
  %58 = getelementptr i8, ptr %arg.reference.4.arg.prediction.4.i.i, i64 %.228.epil.i.us.i199.i.i
  %.265.epil.i.us.i202.i.i = shl nuw i64 1, %57
  %59 = and i64 %.13.i.i132.i.i, 1
  %60 = icmp eq i64 %59, 0
  %sunkaddr892.i = getelementptr i8, ptr %58, i64 %.243.epil.i.us.i201.i.i
  br label %B336.us.us.us.us.us.us.i203.i.i
B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i241.i.i:
  %.242.epil.i.us.us.i242.i.i = icmp slt i64 %.818.us.us.us.us.us.i133.i.i, 0
  %.243.epil.i.us.us.i243.i.i = select i1 %.242.epil.i.us.us.i242.i.i, i64 %arg.reference.5.0.arg.prediction.5.0.i.i, i64 0
  %.257.epil.i.us.us.i244.i.i = getelementptr i8, ptr %scevgep.i.i139.i.i, i64 %.243.epil.i.us.us.i243.i.i
  %.258.epil.i.us.us.i245.i.i = load i8, ptr %.257.epil.i.us.us.i244.i.i, align 1
  br i1 %104, label %B336.us.us.us.us.us.us.us18.epil.preheader.i276.i.i, label %B336.us.us.us.us.us.us.us18.i247.i.i
B336.us.us.us.us.us.us.us18.i247.i.i:
  %word.2.3394.us.us.us.us.us.us.us19.i248.i.i = phi i64 [ %.878.us.us.us.us.us.us.us25.3.i273.i.i, %B336.us.us.us.us.us.us.us18.i247.i.i ], [ 0, %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i241.i.i ]
  %.783390392.us.us.us.us.us.us.us20.i249.i.i = phi i64 [ %.790.us.us.us.us.us.us.us24.3.i272.i.i, %B336.us.us.us.us.us.us.us18.i247.i.i ], [ 0, %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i241.i.i ]
  %sunkaddr885.i = getelementptr i8, ptr %.9, i64 %.783390392.us.us.us.us.us.us.us20.i249.i.i
  %.848.us.us.us.us.us.us.us21.i251.i.i = load i8, ptr %sunkaddr885.i, align 1
  %.260.epil.i.us.us.i252.i.i = icmp eq i8 %.258.epil.i.us.us.i245.i.i, %.848.us.us.us.us.us.us.us21.i251.i.i
  %.267.epil.i.us.us.i253.i.i = zext i1 %.260.epil.i.us.us.i252.i.i to i64
  %.878.us.us.us.us.us.us.us25.i254.i.i = or i64 %word.2.3394.us.us.us.us.us.us.us19.i248.i.i, %.267.epil.i.us.us.i253.i.i
  %sunkaddr887.i = getelementptr i8, ptr %sunkaddr885.i, i64 1
  %.848.us.us.us.us.us.us.us21.1.i257.i.i = load i8, ptr %sunkaddr887.i, align 1
  %.260.epil.i.us.us.1.i258.i.i = icmp eq i8 %.258.epil.i.us.us.i245.i.i, %.848.us.us.us.us.us.us.us21.1.i257.i.i
  %.267.epil.i.us.us.1.i259.i.i = zext i1 %.260.epil.i.us.us.1.i258.i.i to i64
  %.878.us.us.us.us.us.us.us25.1.i260.i.i = or i64 %.878.us.us.us.us.us.us.us25.i254.i.i, %.267.epil.i.us.us.1.i259.i.i
  %sunkaddr889.i = getelementptr i8, ptr %sunkaddr885.i, i64 2
  %.848.us.us.us.us.us.us.us21.2.i263.i.i = load i8, ptr %sunkaddr889.i, align 1
  %.260.epil.i.us.us.2.i264.i.i = icmp eq i8 %.258.epil.i.us.us.i245.i.i, %.848.us.us.us.us.us.us.us21.2.i263.i.i
  %.267.epil.i.us.us.2.i265.i.i = zext i1 %.260.epil.i.us.us.2.i264.i.i to i64
  %.878.us.us.us.us.us.us.us25.2.i266.i.i = or i64 %.878.us.us.us.us.us.us.us25.1.i260.i.i, %.267.epil.i.us.us.2.i265.i.i
  %sunkaddr891.i = getelementptr i8, ptr %sunkaddr885.i, i64 3
  %.848.us.us.us.us.us.us.us21.3.i269.i.i = load i8, ptr %sunkaddr891.i, align 1
  %.260.epil.i.us.us.3.i270.i.i = icmp eq i8 %.258.epil.i.us.us.i245.i.i, %.848.us.us.us.us.us.us.us21.3.i269.i.i
  %.267.epil.i.us.us.3.i271.i.i = zext i1 %.260.epil.i.us.us.3.i270.i.i to i64
  %.790.us.us.us.us.us.us.us24.3.i272.i.i = add nuw nsw i64 %.783390392.us.us.us.us.us.us.us20.i249.i.i, 4
  %.878.us.us.us.us.us.us.us25.3.i273.i.i = or i64 %.878.us.us.us.us.us.us.us25.2.i266.i.i, %.267.epil.i.us.us.3.i271.i.i
  %niter56.ncmp.3.i274.i.i = icmp eq i64 %unroll_iter55.i102.i.i, %.790.us.us.us.us.us.us.us24.3.i272.i.i
  br i1 %niter56.ncmp.3.i274.i.i, label %B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i275.i.i, label %B336.us.us.us.us.us.us.us18.i247.i.i
B336.us.us.us.us.us.us.i203.i.i:
  %word.2.3394.us.us.us.us.us.us.i204.i.i = phi i64 [ %.878.us.us.us.us.us.us.i239.i.i, %B336.endif.us.us.us.us.us.us.i236.i.i ], [ 0, %B336.us.us.us.us.us.us.preheader.i197.i.i ]
  %.783390392.us.us.us.us.us.us.i205.i.i = phi i64 [ %.790.us.us.us.us.us.us.i238.i.i, %B336.endif.us.us.us.us.us.us.i236.i.i ], [ 0, %B336.us.us.us.us.us.us.preheader.i197.i.i ]
  %61 = getelementptr i8, ptr %.9, i64 %.783390392.us.us.us.us.us.us.i205.i.i
  %.848.us.us.us.us.us.us.i206.i.i = load i8, ptr %61, align 1
  br label %B144.i.us.i207.i.i
B144.i.us.i207.i.i:
  %word.2.0120.i.us.i208.i.i = phi i64 [ 0, %B336.us.us.us.us.us.us.i203.i.i ], [ %word.3.1.1.i.us.i227.i.i, %B144.i.us.i207.i.i ]
  %.187116118.i.us.i209.i.i = phi i64 [ 0, %B336.us.us.us.us.us.us.i203.i.i ], [ %.194.1.i.us.i219.i.i, %B144.i.us.i207.i.i ]
  %62 = add i64 %.187116118.i.us.i209.i.i, %.818.us.us.us.us.us.i133.i.i
  %.242.i.us.i210.i.i = icmp slt i64 %62, 0
  %.243.i.us.i211.i.i = select i1 %.242.i.us.i210.i.i, i64 %arg.reference.5.0.arg.prediction.5.0.i.i, i64 0
  %scevgep5.i.us.i212.i.i = getelementptr i8, ptr %scevgep.i.i139.i.i, i64 %.243.i.us.i211.i.i
  %scevgep6.i.us.i213.i.i = getelementptr i8, ptr %scevgep5.i.us.i212.i.i, i64 %.187116118.i.us.i209.i.i
  %.258.i.us.i214.i.i = load i8, ptr %scevgep6.i.us.i213.i.i, align 1
  %.260.i.us.i215.i.i = icmp eq i8 %.258.i.us.i214.i.i, %.848.us.us.us.us.us.us.i206.i.i
  %.265.i.us.i216.i.i = shl nuw i64 1, %.187116118.i.us.i209.i.i
  %.267.i.us.i217.i.i = select i1 %.260.i.us.i215.i.i, i64 %.265.i.us.i216.i.i, i64 0
  %word.3.1.i.us.i218.i.i = or i64 %.267.i.us.i217.i.i, %word.2.0120.i.us.i208.i.i
  %.194.1.i.us.i219.i.i = add nuw i64 %.187116118.i.us.i209.i.i, 2
  %63 = add i64 %53, %.187116118.i.us.i209.i.i
  %.242.1.i.us.i220.i.i = icmp slt i64 %63, 0
  %64 = select i1 %.242.1.i.us.i220.i.i, i64 %40, i64 1
  %scevgep3.i.us.i221.i.i = getelementptr i8, ptr %scevgep.i.i139.i.i, i64 %64
  %scevgep4.i.us.i222.i.i = getelementptr i8, ptr %scevgep3.i.us.i221.i.i, i64 %.187116118.i.us.i209.i.i
  %.258.1.i.us.i223.i.i = load i8, ptr %scevgep4.i.us.i222.i.i, align 1
  %.260.1.i.us.i224.i.i = icmp eq i8 %.258.1.i.us.i223.i.i, %.848.us.us.us.us.us.us.i206.i.i
  %.265.1.i.us.i225.i.i = shl nuw i64 2, %.187116118.i.us.i209.i.i
  %.267.1.i.us.i226.i.i = select i1 %.260.1.i.us.i224.i.i, i64 %.265.1.i.us.i225.i.i, i64 0
  %word.3.1.1.i.us.i227.i.i = or i64 %word.3.1.i.us.i218.i.i, %.267.1.i.us.i226.i.i
  %niter.ncmp.1.i.us.i228.i.i = icmp eq i64 %.194.1.i.us.i219.i.i, %unroll_iter.i.i138.i.i
  br i1 %niter.ncmp.1.i.us.i228.i.i, label %common.ret.loopexit.unr-lcssa.i.us.i229.i.i, label %B144.i.us.i207.i.i
common.ret.loopexit.unr-lcssa.i.us.i229.i.i:
  br i1 %60, label %B336.endif.us.us.us.us.us.us.i236.i.i, label %B144.epil.preheader.i.us.i230.i.i
B144.epil.preheader.i.us.i230.i.i:
  %.258.epil.i.us.i232.i.i = load i8, ptr %sunkaddr892.i, align 1
  %.260.epil.i.us.i233.i.i = icmp eq i8 %.258.epil.i.us.i232.i.i, %.848.us.us.us.us.us.us.i206.i.i
  %.267.epil.i.us.i234.i.i = select i1 %.260.epil.i.us.i233.i.i, i64 %.265.epil.i.us.i202.i.i, i64 0
  %word.3.1.epil.i.us.i235.i.i = or i64 %.267.epil.i.us.i234.i.i, %word.3.1.1.i.us.i227.i.i
  br label %B336.endif.us.us.us.us.us.us.i236.i.i
B336.endif.us.us.us.us.us.us.i236.i.i:
  %storemerge.i.us.i237.i.i = phi i64 [ %word.3.1.epil.i.us.i235.i.i, %B144.epil.preheader.i.us.i230.i.i ], [ %word.3.1.1.i.us.i227.i.i, %common.ret.loopexit.unr-lcssa.i.us.i229.i.i ]
  %.790.us.us.us.us.us.us.i238.i.i = add nuw nsw i64 %.783390392.us.us.us.us.us.us.i205.i.i, 1
  %.878.us.us.us.us.us.us.i239.i.i = or i64 %storemerge.i.us.i237.i.i, %word.2.3394.us.us.us.us.us.us.i204.i.i
  %exitcond840.not.us.i240.i.i = icmp eq i64 %arg.values.2.fr.i9.i.i, %.790.us.us.us.us.us.us.i238.i.i
  br i1 %exitcond840.not.us.i240.i.i, label %B334.B400_crit_edge.us.us.us.us.us.i171.i.i, label %B336.us.us.us.us.us.us.i203.i.i
B200.endif.endif.us.us.us.us.us.split.i140.i.i:
  %.49.i.i141.i.i = load <64 x i8>, ptr %scevgep.i.i139.i.i, align 1
  br i1 %101, label %B336.us.us.us.us.us.epil.preheader.i161.i.i, label %B336.us.us.us.us.us.i143.i.i
B336.us.us.us.us.us.i143.i.i:
  %word.2.3394.us.us.us.us.us.i144.i.i = phi i64 [ %.878.us.us.us.us.us.1.i158.i.i, %B336.us.us.us.us.us.i143.i.i ], [ 0, %B200.endif.endif.us.us.us.us.us.split.i140.i.i ]
  %.783390392.us.us.us.us.us.i145.i.i = phi i64 [ %.790.us.us.us.us.us.1.i157.i.i, %B336.us.us.us.us.us.i143.i.i ], [ 0, %B200.endif.endif.us.us.us.us.us.split.i140.i.i ]
  %sunkaddr893.i = getelementptr i8, ptr %.9, i64 %.783390392.us.us.us.us.us.i145.i.i
  %.848.us.us.us.us.us.i147.i.i = load i8, ptr %sunkaddr893.i, align 1
  %.50.i.i148.i.i = insertelement <64 x i8> poison, i8 %.848.us.us.us.us.us.i147.i.i, i64 0
  %.51.i.i149.i.i = shufflevector <64 x i8> %.50.i.i148.i.i, <64 x i8> poison, <64 x i32> zeroinitializer
  %.52.i.i150.i.i = icmp eq <64 x i8> %.49.i.i141.i.i, %.51.i.i149.i.i
  %sunkaddr895.i = getelementptr i8, ptr %sunkaddr893.i, i64 1
  %.848.us.us.us.us.us.1.i153.i.i = load i8, ptr %sunkaddr895.i, align 1
  %.50.i.1.i154.i.i = insertelement <64 x i8> poison, i8 %.848.us.us.us.us.us.1.i153.i.i, i64 0
  %.51.i.1.i155.i.i = shufflevector <64 x i8> %.50.i.1.i154.i.i, <64 x i8> poison, <64 x i32> zeroinitializer
  %.52.i.1.i156.i.i = icmp eq <64 x i8> %.49.i.i141.i.i, %.51.i.1.i155.i.i
  %.790.us.us.us.us.us.1.i157.i.i = add nuw i64 %.783390392.us.us.us.us.us.i145.i.i, 2
  %65 = or <64 x i1> %.52.i.i150.i.i, %.52.i.1.i156.i.i
  %66 = bitcast <64 x i1> %65 to i64
  %67 = and i64 %.6.i.i.i137.i.i, %66
  %.878.us.us.us.us.us.1.i158.i.i = or i64 %67, %word.2.3394.us.us.us.us.us.i144.i.i
  %niter.ncmp.1.i159.i.i = icmp eq i64 %unroll_iter.i100.i.i, %.790.us.us.us.us.us.1.i157.i.i
  br i1 %niter.ncmp.1.i159.i.i, label %B334.B400_crit_edge.us.us.us.us.us.loopexit45.unr-lcssa.i160.i.i, label %B336.us.us.us.us.us.i143.i.i
B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i275.i.i:
  br i1 %105, label %B334.B400_crit_edge.us.us.us.us.us.i171.i.i, label %B336.us.us.us.us.us.us.us18.epil.preheader.i276.i.i
B336.us.us.us.us.us.us.us18.epil.preheader.i276.i.i:
  %word.2.3394.us.us.us.us.us.us.us19.epil.init.i277.i.i = phi i64 [ 0, %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i241.i.i ], [ %.878.us.us.us.us.us.us.us25.3.i273.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i275.i.i ]
  %.783390392.us.us.us.us.us.us.us20.epil.init.i278.i.i = phi i64 [ 0, %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i241.i.i ], [ %unroll_iter55.i102.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i275.i.i ]
  %scevgep72.i279.i.i = getelementptr i8, ptr %.9, i64 %.783390392.us.us.us.us.us.us.us20.epil.init.i278.i.i
  br label %B336.us.us.us.us.us.us.us18.epil.i280.i.i
B336.us.us.us.us.us.us.us18.epil.i280.i.i:
  %word.2.3394.us.us.us.us.us.us.us19.epil.i281.i.i = phi i64 [ %word.2.3394.us.us.us.us.us.us.us19.epil.init.i277.i.i, %B336.us.us.us.us.us.us.us18.epil.preheader.i276.i.i ], [ %.878.us.us.us.us.us.us.us25.epil.i287.i.i, %B336.us.us.us.us.us.us.us18.epil.i280.i.i ]
  %epil.iter.i282.i.i = phi i64 [ 0, %B336.us.us.us.us.us.us.us18.epil.preheader.i276.i.i ], [ %epil.iter.next.i288.i.i, %B336.us.us.us.us.us.us.us18.epil.i280.i.i ]
  %scevgep73.i283.i.i = getelementptr i8, ptr %scevgep72.i279.i.i, i64 %epil.iter.i282.i.i
  %.848.us.us.us.us.us.us.us21.epil.i284.i.i = load i8, ptr %scevgep73.i283.i.i, align 1
  %.260.epil.i.us.us.epil.i285.i.i = icmp eq i8 %.258.epil.i.us.us.i245.i.i, %.848.us.us.us.us.us.us.us21.epil.i284.i.i
  %.267.epil.i.us.us.epil.i286.i.i = zext i1 %.260.epil.i.us.us.epil.i285.i.i to i64
  %.878.us.us.us.us.us.us.us25.epil.i287.i.i = or i64 %word.2.3394.us.us.us.us.us.us.us19.epil.i281.i.i, %.267.epil.i.us.us.epil.i286.i.i
  %epil.iter.next.i288.i.i = add i64 %epil.iter.i282.i.i, 1
  %epil.iter.cmp.not.i289.i.i = icmp eq i64 %xtraiter51.i101.i.i, %epil.iter.next.i288.i.i
  br i1 %epil.iter.cmp.not.i289.i.i, label %B334.B400_crit_edge.us.us.us.us.us.i171.i.i, label %B336.us.us.us.us.us.us.us18.epil.i280.i.i
B334.B400_crit_edge.us.us.us.us.us.loopexit45.unr-lcssa.i160.i.i:
  br i1 %103, label %B334.B400_crit_edge.us.us.us.us.us.i171.i.i, label %B336.us.us.us.us.us.epil.preheader.i161.i.i
B336.us.us.us.us.us.epil.preheader.i161.i.i:
  %word.2.3394.us.us.us.us.us.epil.init.i162.i.i = phi i64 [ 0, %B200.endif.endif.us.us.us.us.us.split.i140.i.i ], [ %.878.us.us.us.us.us.1.i158.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit45.unr-lcssa.i160.i.i ]
  %.848.us.us.us.us.us.epil.i164.i.i = load i8, ptr %sunkaddr896.i, align 1
  %.50.i.epil.i165.i.i = insertelement <64 x i8> poison, i8 %.848.us.us.us.us.us.epil.i164.i.i, i64 0
  %.51.i.epil.i166.i.i = shufflevector <64 x i8> %.50.i.epil.i165.i.i, <64 x i8> poison, <64 x i32> zeroinitializer
  %.52.i.epil.i167.i.i = icmp eq <64 x i8> %.49.i.i141.i.i, %.51.i.epil.i166.i.i
  %.53.i.epil.i168.i.i = bitcast <64 x i1> %.52.i.epil.i167.i.i to i64
  %.93.i.epil.i169.i.i = and i64 %.6.i.i.i137.i.i, %.53.i.epil.i168.i.i
  %.878.us.us.us.us.us.epil.i170.i.i = or i64 %.93.i.epil.i169.i.i, %word.2.3394.us.us.us.us.us.epil.init.i162.i.i
  br label %B334.B400_crit_edge.us.us.us.us.us.i171.i.i
B334.B400_crit_edge.us.us.us.us.us.i171.i.i:
  %.us-phi.i172.i.i = phi i64 [ 0, %B200.endif.endif.us.us.us.us.us.split.us.i194.i.i ], [ %.878.us.us.us.us.us.epil.i170.i.i, %B336.us.us.us.us.us.epil.preheader.i161.i.i ], [ %.878.us.us.us.us.us.us.us25.epil.i287.i.i, %B336.us.us.us.us.us.us.us18.epil.i280.i.i ], [ %.878.us.us.us.us.us.us.us25.3.i273.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i275.i.i ], [ %.878.us.us.us.us.us.1.i158.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit45.unr-lcssa.i160.i.i ], [ %.878.us.us.us.us.us.us.i239.i.i, %B336.endif.us.us.us.us.us.us.i236.i.i ]
  %.919.us.us.us.us.us.i173.i.i = load i64, ptr %sunkaddr.i, align 8
  %.921.us.us.us.us.us.i174.i.i = sub nsw i64 %.225567601.us.us.i105.i.i, %.919.us.us.us.us.us.i173.i.i
  %.951.us.us.us.us.us.i176.i.i = load i64, ptr %sunkaddr858.i, align 8
  %.953.us.us.us.us.us.i177.i.i = sub nsw i64 %.405433453.us.us.us.us.i118.i.i, %.951.us.us.us.us.us.i176.i.i
  %.990.us.us.us.us.us.i178.i.i = icmp slt i64 %.921.us.us.us.us.us.i174.i.i, 0
  %.991.us.us.us.us.us.i179.i.i = select i1 %.990.us.us.us.us.us.i178.i.i, i64 %.13, i64 0
  %.992.us.us.us.us.us.i180.i.i = add i64 %.991.us.us.us.us.us.i179.i.i, %.921.us.us.us.us.us.i174.i.i
  %.993.us.us.us.us.us.i181.i.i = icmp slt i64 %.953.us.us.us.us.us.i177.i.i, 0
  %.994.us.us.us.us.us.i182.i.i = select i1 %.993.us.us.us.us.us.i181.i.i, i64 %.14, i64 0
  %.995.us.us.us.us.us.i183.i.i = add i64 %.994.us.us.us.us.us.i182.i.i, %.953.us.us.us.us.us.i177.i.i
  %.1022.us.us.us.us.us.i184.i.i = mul i64 %.992.us.us.us.us.us.i180.i.i, %factor.op.mul.i.i
  %.1024.us.us.us.us.us.i185.i.i = mul i64 %.995.us.us.us.us.us.i183.i.i, %arg.bits.5.2.fr.i.i.i
  %68 = getelementptr i64, ptr %.754.i.i, i64 %.1022.us.us.us.us.us.i184.i.i
  %69 = getelementptr i64, ptr %68, i64 %.1024.us.us.us.us.us.i185.i.i
  %70 = getelementptr i64, ptr %69, i64 %.554399410.us.us.us.us.us.i123.i.i
  store i64 %.us-phi.i172.i.i, ptr %70, align 8
  %indvars.iv.next.i186.i.i = add i64 %indvars.iv.i122.i.i, -64
  %exitcond841.not.i187.i.i = icmp eq i64 %arg.bits.5.2.fr.i.i.i, %.561.us.us.us.us.us.i124.i.i
  br i1 %exitcond841.not.i187.i.i, label %B198.B120.loopexit_crit_edge.split.us.us.us.us.us.i188.i.i, label %B200.endif.endif.us.us.us.us.us.i121.i.i
B198.B120.loopexit_crit_edge.split.us.us.us.us.us.i188.i.i:
  %.408.us.us.us.us.i189.i.i = add nsw i64 %.398430454.us.us.us.us.i117.i.i, -1
  %.412.us.us.us.us.i190.i.i = add i64 %.405433453.us.us.us.us.i118.i.i, 1
  %.399.us.us.us.us.i191.i.i = icmp sgt i64 %.398430454.us.us.us.us.i117.i.i, 1
  br i1 %.399.us.us.us.us.i191.i.i, label %B122.endif.us.us.us.us.i116.i.i, label %B60.loopexit.us.us.i192.i.i
B62.endif.us.i18.i.i:
  %.218564602.us.i19.i.i = phi i64 [ %.228.us.i21.i.i, %B60.loopexit.us.i66.i.i ], [ %..174.i6.i.i, %B62.endif.us.i18.preheader.i.i ]
  %.225567601.us.i20.i.i = phi i64 [ %.232.us.i22.i.i, %B60.loopexit.us.i66.i.i ], [ %.107.i2.i.i, %B62.endif.us.i18.preheader.i.i ]
  %.228.us.i21.i.i = add nsw i64 %.218564602.us.i19.i.i, -1
  %.232.us.i22.i.i = add i64 %.225567601.us.i20.i.i, 1
  %.289.us.i24.i.i = load i64, ptr %sunkaddr858.i, align 8
  %.319.us.i26.i.i = load i64, ptr %sunkaddr860.i, align 8
  %.356.us.i27.i.i = sub i64 %.319.us.i26.i.i, %.289.us.i24.i.i
  %.399450.us.not.i28.i.i = icmp slt i64 %.356.us.i27.i.i, 1
  br i1 %.399450.us.not.i28.i.i, label %B60.loopexit.us.i66.i.i, label %B200.endif.endif.us473.us.peel.i30.i.i
B60.loopexit.us.i66.i.i:
  %.219.us.i67.i.i = icmp sgt i64 %.218564602.us.i19.i.i, 1
  br i1 %.219.us.i67.i.i, label %B62.endif.us.i18.i.i, label %B168.endif.endif.i.i
B200.endif.endif.us473.us.peel.i30.i.i:
  %.398430454.us.us611.i31.i.i = phi i64 [ %.408.us.us615.i63.i.i, %B198.B120.loopexit_crit_edge.split.us490.us.loopexit.i62.i.i ], [ %.356.us.i27.i.i, %B62.endif.us.i18.i.i ]
  %.405433453.us.us612.i32.i.i = phi i64 [ %.412.us.us616.i64.i.i, %B198.B120.loopexit_crit_edge.split.us490.us.loopexit.i62.i.i ], [ %.289.us.i24.i.i, %B62.endif.us.i18.i.i ]
  %.919.us474.us.peel.i33.i.i = load i64, ptr %sunkaddr.i, align 8
  %.921.us475.us.peel.i34.i.i = sub nsw i64 %.225567601.us.i20.i.i, %.919.us474.us.peel.i33.i.i
  %.951.us476.us.peel.i36.i.i = load i64, ptr %sunkaddr858.i, align 8
  %.953.us477.us.peel.i37.i.i = sub nsw i64 %.405433453.us.us612.i32.i.i, %.951.us476.us.peel.i36.i.i
  %.990.us478.us.peel.i38.i.i = icmp slt i64 %.921.us475.us.peel.i34.i.i, 0
  %.991.us479.us.peel.i39.i.i = select i1 %.990.us478.us.peel.i38.i.i, i64 %.13, i64 0
  %.992.us480.us.peel.i40.i.i = add i64 %.991.us479.us.peel.i39.i.i, %.921.us475.us.peel.i34.i.i
  %.993.us481.us.peel.i41.i.i = icmp slt i64 %.953.us477.us.peel.i37.i.i, 0
  %.994.us482.us.peel.i42.i.i = select i1 %.993.us481.us.peel.i41.i.i, i64 %.14, i64 0
  %.995.us483.us.peel.i43.i.i = add i64 %.994.us482.us.peel.i42.i.i, %.953.us477.us.peel.i37.i.i
  %.1022.us486.us.peel.i44.i.i = mul i64 %.992.us480.us.peel.i40.i.i, %factor.op.mul.i.i
  %.1024.us487.us.peel.i45.i.i = mul i64 %.995.us483.us.peel.i43.i.i, %arg.bits.5.2.fr.i.i.i
  %71 = getelementptr i64, ptr %.754.i.i, i64 %.1022.us486.us.peel.i44.i.i
  %72 = getelementptr i64, ptr %71, i64 %.1024.us487.us.peel.i45.i.i
  store i64 0, ptr %72, align 8
  br label %B200.endif.endif.us473.us.i46.i.i
B200.endif.endif.us473.us.i46.i.i:
  %lsr.iv359.i.i = phi ptr [ %scevgep360.i.i, %B200.endif.endif.us473.us.i46.i.i ], [ %scevgep358.i.i, %B200.endif.endif.us473.us.peel.i30.i.i ]
  %lsr.iv80.i47.i.i = phi i64 [ %lsr.iv.next81.i60.i.i, %B200.endif.endif.us473.us.i46.i.i ], [ %81, %B200.endif.endif.us473.us.peel.i30.i.i ]
  %.919.us474.us.i49.i.i = load i64, ptr %sunkaddr.i, align 8
  %.951.us476.us.i52.i.i = load i64, ptr %sunkaddr858.i, align 8
  %.990.us478.us.i54.i.i = icmp slt i64 %.225567601.us.i20.i.i, %.919.us474.us.i49.i.i
  %.991.us479.us.i55.i.i = select i1 %.990.us478.us.i54.i.i, i64 %.13, i64 0
  %.993.us481.us.i56.i.i = icmp slt i64 %.405433453.us.us612.i32.i.i, %.951.us476.us.i52.i.i
  %.994.us482.us.i57.i.i = select i1 %.993.us481.us.i56.i.i, i64 %.14, i64 0
  %73 = sub i64 %.225567601.us.i20.i.i, %.919.us474.us.i49.i.i
  %74 = add i64 %73, %.991.us479.us.i55.i.i
  %75 = mul i64 %74, %.14
  %76 = sub i64 %.405433453.us.us612.i32.i.i, %.951.us476.us.i52.i.i
  %77 = add i64 %76, %.994.us482.us.i57.i.i
  %78 = add i64 %77, %75
  %79 = mul i64 %78, %83
  %scevgep770.i = getelementptr i8, ptr %lsr.iv359.i.i, i64 %79
  store i64 0, ptr %scevgep770.i, align 8
  %lsr.iv.next81.i60.i.i = add i64 %lsr.iv80.i47.i.i, -1
  %scevgep360.i.i = getelementptr i8, ptr %lsr.iv359.i.i, i64 8
  %exitcond.not.i61.i.i = icmp eq i64 %lsr.iv.next81.i60.i.i, 0
  br i1 %exitcond.not.i61.i.i, label %B198.B120.loopexit_crit_edge.split.us490.us.loopexit.i62.i.i, label %B200.endif.endif.us473.us.i46.i.i
B198.B120.loopexit_crit_edge.split.us490.us.loopexit.i62.i.i:
  %.408.us.us615.i63.i.i = add nsw i64 %.398430454.us.us611.i31.i.i, -1
  %.412.us.us616.i64.i.i = add i64 %.405433453.us.us612.i32.i.i, 1
  %.399.us.us617.i65.i.i = icmp ugt i64 %.398430454.us.us611.i31.i.i, 1
  br i1 %.399.us.us617.i65.i.i, label %B200.endif.endif.us473.us.peel.i30.i.i, label %B60.loopexit.us.i66.i.i
B466.i.i:
  br i1 %exitcond751.not.i.i, label %B0.endif.endif.endif.i, label %B88.i.i
B0.else.endif.if.i.i:
  %80 = shl i64 %.6, 3
  br label %B88.lr.ph.i.i
B88.lr.ph.i.i:
  %.187.sroa.0.3.i.i = phi i64 [ %80, %B0.else.endif.if.i.i ], [ 16, %.26 ]
  %factor.op.mul.i.i = mul i64 %arg.bits.5.2.fr.i.i.i, %.14
  %.579.reass.i.i = mul i64 %factor.op.mul.i.i, %.13
  %.953652.not.i.i = icmp slt i64 %.13, 1
  %.1096634.not.i.i = icmp slt i64 %.14, 1
  %.1239624.not.i.i = icmp slt i64 %arg.bits.5.2.fr.i.i.i, 1
  %arg.values.2.fr.i.i.i = freeze i64 %.8
  %81 = add i64 %arg.bits.5.2.fr.i.i.i, -1
  %82 = shl i64 %.14, 3
  %unroll_iter.i.i.i = and i64 %arg.values.2.fr.i.i.i, 9223372036854775806
  %xtraiter51.i.i.i = and i64 %arg.values.2.fr.i.i.i, 3
  %unroll_iter55.i.i.i = and i64 %arg.values.2.fr.i.i.i, 9223372036854775804
  %unroll_iter.i100.i.i = and i64 %arg.values.2.fr.i9.i.i, 9223372036854775806
  %xtraiter51.i101.i.i = and i64 %arg.values.2.fr.i9.i.i, 3
  %unroll_iter55.i102.i.i = and i64 %arg.values.2.fr.i9.i.i, 9223372036854775804
  %brmerge.i.i = select i1 %.953652.not.i.i, i1 true, i1 %.1096634.not.i.i
  %brmerge756.i.i = or i1 %brmerge.i.i, %.1239624.not.i.i
  %xtraiter.i.i = and i64 %arg.bits.5.2.fr.i.i.i, 3
  %unroll_iter.i.i = and i64 %arg.bits.5.2.fr.i.i.i, 9223372036854775804
  %83 = shl i64 %arg.bits.5.2.fr.i.i.i, 3
  %scevgep.i.i = getelementptr i8, ptr %.11, i64 8
  %84 = shl i64 %.579.reass.i.i, 3
  %scevgep376.i.i = getelementptr i8, ptr %.11, i64 24
  %85 = shl i64 %factor.op.mul.i.i, 3
  %86 = shl i64 %unroll_iter.i.i, 3
  %unroll_iter.i = and i64 %.14, 9223372036854775806
  %scevgep793.i = getelementptr i8, ptr %.11, i64 %86
  %87 = shl i64 %.13, 3
  %88 = mul i64 %87, %.14
  %89 = shl i64 %arg.bits.5.2.fr.i.i.i, 4
  %sunkaddr.i = getelementptr i8, ptr %.5, i64 %.187.sroa.0.3.i.i
  %sunkaddr826.i = getelementptr i8, ptr %sunkaddr.i, i64 8
  %90 = icmp eq i64 %arg.values.2.fr.i9.i.i, 0
  %91 = icmp sgt i64 %arg.values.2.fr.i.i.i, 0
  %92 = icmp eq i64 %arg.bits.5.2.fr.i.i.i, 1
  %sunkaddr858.i = getelementptr i8, ptr %sunkaddr.i, i64 16
  %sunkaddr860.i = getelementptr i8, ptr %sunkaddr.i, i64 24
  %93 = mul i64 %arg.bits.5.2.fr.i.i.i, %.13
  %sunkaddr839.i = getelementptr i8, ptr %sunkaddr.i, i64 32
  %sunkaddr841.i = getelementptr i8, ptr %sunkaddr.i, i64 40
  %94 = icmp eq i64 %arg.values.2.fr.i.i.i, 1
  %95 = and i64 %arg.values.2.fr.i.i.i, 1
  %96 = icmp eq i64 %95, 0
  %sunkaddr853.i = getelementptr i8, ptr %.7, i64 %unroll_iter.i.i.i
  %97 = icmp ult i64 %arg.values.2.fr.i.i.i, 4
  %98 = icmp eq i64 %xtraiter51.i.i.i, 0
  %99 = icmp sgt i64 %arg.bits.5.2.fr.i.i.i, 0
  %100 = icmp sgt i64 %arg.values.2.fr.i9.i.i, 0
  %101 = icmp eq i64 %arg.values.2.fr.i9.i.i, 1
  %102 = and i64 %arg.values.2.fr.i9.i.i, 1
  %103 = icmp eq i64 %102, 0
  %sunkaddr896.i = getelementptr i8, ptr %.9, i64 %unroll_iter.i100.i.i
  %104 = icmp ult i64 %arg.values.2.fr.i9.i.i, 4
  %105 = icmp eq i64 %xtraiter51.i101.i.i, 0
  %106 = icmp ult i64 %81, 3
  %107 = icmp eq i64 %xtraiter.i.i, 0
  %108 = icmp eq i64 %.14, 1
  %109 = and i64 %.14, 1
  %110 = icmp eq i64 %109, 0
  br label %B88.i.i
B100.endif.i.i:
  br i1 %90, label %B466.i.i, label %B168.i.i
B168.endif.endif.i.i:
  br i1 %brmerge756.i.i, label %B466.i.i, label %B280.endif.us.us.preheader.i.i
B280.endif.us.us.preheader.i.i:
  %111 = mul i64 %.689.i.i, %84
  br i1 %106, label %B280.endif.us.us.i.us.preheader.i, label %B280.endif.us.us.i.preheader.i
B280.endif.us.us.i.us.preheader.i:
  %scevgep408.i.i = getelementptr i8, ptr %.11, i64 %111
  %112 = mul nuw nsw i64 %.434686723.i.i, %88
  %113 = add i64 %112, 8
  %114 = mul i64 %113, %arg.bits.5.2.fr.i.i.i
  %scevgep809.i = getelementptr i8, ptr %.11, i64 %114
  %115 = mul i64 %.689.i.i, %88
  %116 = add i64 %115, 8
  %117 = mul i64 %116, %arg.bits.5.2.fr.i.i.i
  %scevgep815.i = getelementptr i8, ptr %.11, i64 %117
  br label %B280.endif.us.us.i.us.i
B280.endif.us.us.i.preheader.i:
  %118 = mul nuw nsw i64 %.434686723.i.i, %84
  %scevgep390.i.i = getelementptr i8, ptr %scevgep376.i.i, i64 %118
  %scevgep377.i.i = getelementptr i8, ptr %scevgep376.i.i, i64 %111
  br i1 %107, label %B280.endif.us.us.i.us32.i, label %B280.endif.us.us.i.preheader45.i
B280.endif.us.us.i.preheader45.i:
  %scevgep801.i = getelementptr i8, ptr %scevgep793.i, i64 %111
  %scevgep794.i = getelementptr i8, ptr %scevgep793.i, i64 %118
  br label %B280.endif.us.us.i.i
B280.endif.us.us.i.us32.i:
  %lsr.iv391.i.us.i = phi ptr [ %scevgep392.i.us.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.us.us.i ], [ %scevgep390.i.i, %B280.endif.us.us.i.preheader.i ]
  %lsr.iv378.i.us.i = phi ptr [ %scevgep379.i.us.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.us.us.i ], [ %scevgep377.i.i, %B280.endif.us.us.i.preheader.i ]
  %.959645655.us.us.i.us33.i = phi i64 [ %.966.us.us.i.us34.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.us.us.i ], [ 0, %B280.endif.us.us.i.preheader.i ]
  br label %B336.endif.us.us.us.i.us.us36.i
B336.endif.us.us.us.i.us.us36.i:
  %lsr.iv393.i.us.us.i = phi ptr [ %scevgep394.i.us.us.i, %B390.B334.loopexit_crit_edge.us.us.us.unr-lcssa.i.us.us.i ], [ %lsr.iv391.i.us.i, %B280.endif.us.us.i.us32.i ]
  %lsr.iv380.i.us.us.i = phi ptr [ %scevgep381.i.us.us.i, %B390.B334.loopexit_crit_edge.us.us.us.unr-lcssa.i.us.us.i ], [ %lsr.iv378.i.us.i, %B280.endif.us.us.i.us32.i ]
  %.1102629635.us.us.us.i.us.us.i = phi i64 [ %.1109.us.us.us.i.us.us.i, %B390.B334.loopexit_crit_edge.us.us.us.unr-lcssa.i.us.us.i ], [ 0, %B280.endif.us.us.i.us32.i ]
  br label %B392.us.us.us.i.us.us.i
B392.us.us.us.i.us.us.i:
  %.1245623625.us.us.us.i.us.us.i = phi i64 [ %.1252.us.us.us.3.i.us.us.i, %B392.us.us.us.i.us.us.i ], [ 0, %B336.endif.us.us.us.i.us.us36.i ]
  %119 = shl i64 %.1245623625.us.us.us.i.us.us.i, 3
  %scevgep387.i.us.us.i = getelementptr i8, ptr %lsr.iv380.i.us.us.i, i64 %119
  %scevgep388.i.us.us.i = getelementptr i8, ptr %scevgep387.i.us.us.i, i64 -24
  %.1373.us.us.us.i.us.us.i = load i64, ptr %scevgep388.i.us.us.i, align 8
  %scevgep400.i.us.us.i = getelementptr i8, ptr %lsr.iv393.i.us.us.i, i64 %119
  %scevgep401.i.us.us.i = getelementptr i8, ptr %scevgep400.i.us.us.i, i64 -24
  %.1469.us.us.us.i.us.us.i = load i64, ptr %scevgep401.i.us.us.i, align 8
  %.1474.us.us.us.i.us.us.i = or i64 %.1469.us.us.us.i.us.us.i, %.1373.us.us.us.i.us.us.i
  store i64 %.1474.us.us.us.i.us.us.i, ptr %scevgep388.i.us.us.i, align 8
  %scevgep792.us.us.i = getelementptr i8, ptr %scevgep387.i.us.us.i, i64 -16
  %.1373.us.us.us.1.i.us.us.i = load i64, ptr %scevgep792.us.us.i, align 8
  %scevgep788.us.us.i = getelementptr i8, ptr %scevgep400.i.us.us.i, i64 -16
  %.1469.us.us.us.1.i.us.us.i = load i64, ptr %scevgep788.us.us.i, align 8
  %.1474.us.us.us.1.i.us.us.i = or i64 %.1469.us.us.us.1.i.us.us.i, %.1373.us.us.us.1.i.us.us.i
  store i64 %.1474.us.us.us.1.i.us.us.i, ptr %scevgep792.us.us.i, align 8
  %scevgep790.us.us.i = getelementptr i8, ptr %scevgep387.i.us.us.i, i64 -8
  %.1373.us.us.us.2.i.us.us.i = load i64, ptr %scevgep790.us.us.i, align 8
  %scevgep786.us.us.i = getelementptr i8, ptr %scevgep400.i.us.us.i, i64 -8
  %.1469.us.us.us.2.i.us.us.i = load i64, ptr %scevgep786.us.us.i, align 8
  %.1474.us.us.us.2.i.us.us.i = or i64 %.1469.us.us.us.2.i.us.us.i, %.1373.us.us.us.2.i.us.us.i
  store i64 %.1474.us.us.us.2.i.us.us.i, ptr %scevgep790.us.us.i, align 8
  %.1252.us.us.us.3.i.us.us.i = add nuw nsw i64 %.1245623625.us.us.us.i.us.us.i, 4
  %.1373.us.us.us.3.i.us.us.i = load i64, ptr %scevgep387.i.us.us.i, align 8
  %.1469.us.us.us.3.i.us.us.i = load i64, ptr %scevgep400.i.us.us.i, align 8
  %.1474.us.us.us.3.i.us.us.i = or i64 %.1469.us.us.us.3.i.us.us.i, %.1373.us.us.us.3.i.us.us.i
  store i64 %.1474.us.us.us.3.i.us.us.i, ptr %scevgep387.i.us.us.i, align 8
  %niter.ncmp.3.i.us.us.i = icmp eq i64 %unroll_iter.i.i, %.1252.us.us.us.3.i.us.us.i
  br i1 %niter.ncmp.3.i.us.us.i, label %B390.B334.loopexit_crit_edge.us.us.us.unr-lcssa.i.us.us.i, label %B392.us.us.us.i.us.us.i
B390.B334.loopexit_crit_edge.us.us.us.unr-lcssa.i.us.us.i:
  %.1109.us.us.us.i.us.us.i = add nuw nsw i64 %.1102629635.us.us.us.i.us.us.i, 1
  %scevgep381.i.us.us.i = getelementptr i8, ptr %lsr.iv380.i.us.us.i, i64 %83
  %scevgep394.i.us.us.i = getelementptr i8, ptr %lsr.iv393.i.us.us.i, i64 %83
  %exitcond748.not.i.us.us.i = icmp eq i64 %.14, %.1109.us.us.us.i.us.us.i
  br i1 %exitcond748.not.i.us.us.i, label %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.us.us.i, label %B336.endif.us.us.us.i.us.us36.i
B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.us.us.i:
  %.966.us.us.i.us34.i = add nuw nsw i64 %.959645655.us.us.i.us33.i, 1
  %scevgep379.i.us.i = getelementptr i8, ptr %lsr.iv378.i.us.i, i64 %85
  %scevgep392.i.us.i = getelementptr i8, ptr %lsr.iv391.i.us.i, i64 %85
  %exitcond749.not.i.us35.i = icmp eq i64 %.13, %.966.us.us.i.us34.i
  br i1 %exitcond749.not.i.us35.i, label %B466.i.i, label %B280.endif.us.us.i.us32.i
B280.endif.us.us.i.us.i:
  %lsr.iv816.i = phi ptr [ %scevgep815.i, %B280.endif.us.us.i.us.preheader.i ], [ %scevgep817.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.i ]
  %lsr.iv810.i = phi ptr [ %scevgep809.i, %B280.endif.us.us.i.us.preheader.i ], [ %scevgep811.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.i ]
  %lsr.iv409.i.us.i = phi ptr [ %scevgep408.i.i, %B280.endif.us.us.i.us.preheader.i ], [ %scevgep410.i.us.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.i ]
  %lsr.iv402.i.us.i = phi ptr [ %.586.i.i, %B280.endif.us.us.i.us.preheader.i ], [ %scevgep403.i.us.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.i ]
  %.959645655.us.us.i.us.i = phi i64 [ 0, %B280.endif.us.us.i.us.preheader.i ], [ %.966.us.us.i.us.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.i ]
  br i1 %108, label %B336.endif.us.us.us.i.us.us.epil.preheader.i, label %B336.endif.us.us.us.i.us.us.i
B336.endif.us.us.us.i.us.us.i:
  %lsr.iv818.i = phi ptr [ %scevgep819.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.us.us.1.i ], [ %lsr.iv816.i, %B280.endif.us.us.i.us.i ]
  %lsr.iv812.i = phi ptr [ %scevgep813.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.us.us.1.i ], [ %lsr.iv810.i, %B280.endif.us.us.i.us.i ]
  %lsr.iv411.i.us.us.i = phi ptr [ %scevgep412.i.us.us.1.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.us.us.1.i ], [ %lsr.iv409.i.us.i, %B280.endif.us.us.i.us.i ]
  %lsr.iv404.i.us.us.i = phi ptr [ %scevgep405.i.us.us.1.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.us.us.1.i ], [ %lsr.iv402.i.us.i, %B280.endif.us.us.i.us.i ]
  %niter.i = phi i64 [ %niter.next.1.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.us.us.1.i ], [ 0, %B280.endif.us.us.i.us.i ]
  br label %B392.us.us.us.epil.i.us.us.i
B392.us.us.us.epil.i.us.us.i:
  %epil.iter.i.us.us.i = phi i64 [ 0, %B336.endif.us.us.us.i.us.us.i ], [ %epil.iter.next.i.us.us.i, %B392.us.us.us.epil.i.us.us.i ]
  %120 = shl nuw nsw i64 %epil.iter.i.us.us.i, 3
  %scevgep808.i = getelementptr i8, ptr %lsr.iv411.i.us.us.i, i64 %120
  %.1373.us.us.us.epil.i.us.us.i = load i64, ptr %scevgep808.i, align 8
  %scevgep807.i = getelementptr i8, ptr %lsr.iv404.i.us.us.i, i64 %120
  %.1469.us.us.us.epil.i.us.us.i = load i64, ptr %scevgep807.i, align 8
  %.1474.us.us.us.epil.i.us.us.i = or i64 %.1469.us.us.us.epil.i.us.us.i, %.1373.us.us.us.epil.i.us.us.i
  store i64 %.1474.us.us.us.epil.i.us.us.i, ptr %scevgep808.i, align 8
  %epil.iter.next.i.us.us.i = add nuw nsw i64 %epil.iter.i.us.us.i, 1
  %epil.iter.cmp.not.i.us.us.i = icmp eq i64 %xtraiter.i.i, %epil.iter.next.i.us.us.i
  br i1 %epil.iter.cmp.not.i.us.us.i, label %B392.us.us.us.epil.i.us.us.1.i, label %B392.us.us.us.epil.i.us.us.i
B392.us.us.us.epil.i.us.us.1.i:
  %epil.iter.i.us.us.1.i = phi i64 [ %epil.iter.next.i.us.us.1.i, %B392.us.us.us.epil.i.us.us.1.i ], [ 0, %B392.us.us.us.epil.i.us.us.i ]
  %121 = shl nuw nsw i64 %epil.iter.i.us.us.1.i, 3
  %scevgep820.i = getelementptr i8, ptr %lsr.iv818.i, i64 %121
  %.1373.us.us.us.epil.i.us.us.1.i = load i64, ptr %scevgep820.i, align 8
  %scevgep814.i = getelementptr i8, ptr %lsr.iv812.i, i64 %121
  %.1469.us.us.us.epil.i.us.us.1.i = load i64, ptr %scevgep814.i, align 8
  %.1474.us.us.us.epil.i.us.us.1.i = or i64 %.1469.us.us.us.epil.i.us.us.1.i, %.1373.us.us.us.epil.i.us.us.1.i
  store i64 %.1474.us.us.us.epil.i.us.us.1.i, ptr %scevgep820.i, align 8
  %epil.iter.next.i.us.us.1.i = add nuw nsw i64 %epil.iter.i.us.us.1.i, 1
  %epil.iter.cmp.not.i.us.us.1.i = icmp eq i64 %xtraiter.i.i, %epil.iter.next.i.us.us.1.i
  br i1 %epil.iter.cmp.not.i.us.us.1.i, label %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.us.us.1.i, label %B392.us.us.us.epil.i.us.us.1.i
B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.us.us.1.i:
  %scevgep405.i.us.us.i = getelementptr i8, ptr %lsr.iv404.i.us.us.i, i64 %83
  %scevgep412.i.us.us.i = getelementptr i8, ptr %lsr.iv411.i.us.us.i, i64 %83
  %scevgep405.i.us.us.1.i = getelementptr i8, ptr %scevgep405.i.us.us.i, i64 %83
  %scevgep412.i.us.us.1.i = getelementptr i8, ptr %scevgep412.i.us.us.i, i64 %83
  %niter.next.1.i = add i64 %niter.i, 2
  %scevgep813.i = getelementptr i8, ptr %lsr.iv812.i, i64 %89
  %scevgep819.i = getelementptr i8, ptr %lsr.iv818.i, i64 %89
  %niter.ncmp.1.i = icmp eq i64 %niter.next.1.i, %unroll_iter.i
  br i1 %niter.ncmp.1.i, label %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.unr-lcssa.i, label %B336.endif.us.us.us.i.us.us.i
B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.unr-lcssa.i:
  br i1 %110, label %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.i, label %B336.endif.us.us.us.i.us.us.epil.preheader.i
B336.endif.us.us.us.i.us.us.epil.preheader.i:
  %lsr.iv411.i.us.us.epil.init.i = phi ptr [ %lsr.iv409.i.us.i, %B280.endif.us.us.i.us.i ], [ %scevgep412.i.us.us.1.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.unr-lcssa.i ]
  %lsr.iv404.i.us.us.epil.init.i = phi ptr [ %lsr.iv402.i.us.i, %B280.endif.us.us.i.us.i ], [ %scevgep405.i.us.us.1.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.unr-lcssa.i ]
  br label %B392.us.us.us.epil.i.us.us.epil.i
B392.us.us.us.epil.i.us.us.epil.i:
  %epil.iter.i.us.us.epil.i = phi i64 [ 0, %B336.endif.us.us.us.i.us.us.epil.preheader.i ], [ %epil.iter.next.i.us.us.epil.i, %B392.us.us.us.epil.i.us.us.epil.i ]
  %122 = shl nuw nsw i64 %epil.iter.i.us.us.epil.i, 3
  %scevgep822.i = getelementptr i8, ptr %lsr.iv411.i.us.us.epil.init.i, i64 %122
  %.1373.us.us.us.epil.i.us.us.epil.i = load i64, ptr %scevgep822.i, align 8
  %scevgep821.i = getelementptr i8, ptr %lsr.iv404.i.us.us.epil.init.i, i64 %122
  %.1469.us.us.us.epil.i.us.us.epil.i = load i64, ptr %scevgep821.i, align 8
  %.1474.us.us.us.epil.i.us.us.epil.i = or i64 %.1469.us.us.us.epil.i.us.us.epil.i, %.1373.us.us.us.epil.i.us.us.epil.i
  store i64 %.1474.us.us.us.epil.i.us.us.epil.i, ptr %scevgep822.i, align 8
  %epil.iter.next.i.us.us.epil.i = add nuw nsw i64 %epil.iter.i.us.us.epil.i, 1
  %epil.iter.cmp.not.i.us.us.epil.i = icmp eq i64 %xtraiter.i.i, %epil.iter.next.i.us.us.epil.i
  br i1 %epil.iter.cmp.not.i.us.us.epil.i, label %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.i, label %B392.us.us.us.epil.i.us.us.epil.i
B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.i:
  %.966.us.us.i.us.i = add nuw nsw i64 %.959645655.us.us.i.us.i, 1
  %scevgep403.i.us.i = getelementptr i8, ptr %lsr.iv402.i.us.i, i64 %85
  %scevgep410.i.us.i = getelementptr i8, ptr %lsr.iv409.i.us.i, i64 %85
  %scevgep811.i = getelementptr i8, ptr %lsr.iv810.i, i64 %85
  %scevgep817.i = getelementptr i8, ptr %lsr.iv816.i, i64 %85
  %exitcond749.not.i.us.i = icmp eq i64 %.13, %.966.us.us.i.us.i
  br i1 %exitcond749.not.i.us.i, label %B466.i.i, label %B280.endif.us.us.i.us.i
B280.endif.us.us.i.i:
  %lsr.iv802.i = phi ptr [ %scevgep803.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.i ], [ %scevgep801.i, %B280.endif.us.us.i.preheader45.i ]
  %lsr.iv795.i = phi ptr [ %scevgep796.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.i ], [ %scevgep794.i, %B280.endif.us.us.i.preheader45.i ]
  %lsr.iv391.i.i = phi ptr [ %scevgep392.i.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.i ], [ %scevgep390.i.i, %B280.endif.us.us.i.preheader45.i ]
  %lsr.iv378.i.i = phi ptr [ %scevgep379.i.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.i ], [ %scevgep377.i.i, %B280.endif.us.us.i.preheader45.i ]
  %.959645655.us.us.i.i = phi i64 [ %.966.us.us.i.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.i ], [ 0, %B280.endif.us.us.i.preheader45.i ]
  br label %B336.endif.us.us.us.i.i
B336.endif.us.us.us.i.i:
  %lsr.iv804.i = phi ptr [ %scevgep805.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.i ], [ %lsr.iv802.i, %B280.endif.us.us.i.i ]
  %lsr.iv797.i = phi ptr [ %scevgep798.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.i ], [ %lsr.iv795.i, %B280.endif.us.us.i.i ]
  %lsr.iv393.i.i = phi ptr [ %scevgep394.i.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.i ], [ %lsr.iv391.i.i, %B280.endif.us.us.i.i ]
  %lsr.iv380.i.i = phi ptr [ %scevgep381.i.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.i ], [ %lsr.iv378.i.i, %B280.endif.us.us.i.i ]
  %.1102629635.us.us.us.i.i = phi i64 [ %.1109.us.us.us.i.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.i ], [ 0, %B280.endif.us.us.i.i ]
  br label %B392.us.us.us.i.i
B392.us.us.us.i.i:
  %.1245623625.us.us.us.i.i = phi i64 [ %.1252.us.us.us.3.i.i, %B392.us.us.us.i.i ], [ 0, %B336.endif.us.us.us.i.i ]
  %123 = shl i64 %.1245623625.us.us.us.i.i, 3
  %scevgep387.i.i = getelementptr i8, ptr %lsr.iv380.i.i, i64 %123
  %scevgep388.i.i = getelementptr i8, ptr %scevgep387.i.i, i64 -24
  %.1373.us.us.us.i.i = load i64, ptr %scevgep388.i.i, align 8
  %scevgep400.i.i = getelementptr i8, ptr %lsr.iv393.i.i, i64 %123
  %scevgep401.i.i = getelementptr i8, ptr %scevgep400.i.i, i64 -24
  %.1469.us.us.us.i.i = load i64, ptr %scevgep401.i.i, align 8
  %.1474.us.us.us.i.i = or i64 %.1469.us.us.us.i.i, %.1373.us.us.us.i.i
  store i64 %.1474.us.us.us.i.i, ptr %scevgep388.i.i, align 8
  %scevgep792.i = getelementptr i8, ptr %scevgep387.i.i, i64 -16
  %.1373.us.us.us.1.i.i = load i64, ptr %scevgep792.i, align 8
  %scevgep788.i = getelementptr i8, ptr %scevgep400.i.i, i64 -16
  %.1469.us.us.us.1.i.i = load i64, ptr %scevgep788.i, align 8
  %.1474.us.us.us.1.i.i = or i64 %.1469.us.us.us.1.i.i, %.1373.us.us.us.1.i.i
  store i64 %.1474.us.us.us.1.i.i, ptr %scevgep792.i, align 8
  %scevgep790.i = getelementptr i8, ptr %scevgep387.i.i, i64 -8
  %.1373.us.us.us.2.i.i = load i64, ptr %scevgep790.i, align 8
  %scevgep786.i = getelementptr i8, ptr %scevgep400.i.i, i64 -8
  %.1469.us.us.us.2.i.i = load i64, ptr %scevgep786.i, align 8
  %.1474.us.us.us.2.i.i = or i64 %.1469.us.us.us.2.i.i, %.1373.us.us.us.2.i.i
  store i64 %.1474.us.us.us.2.i.i, ptr %scevgep790.i, align 8
  %.1252.us.us.us.3.i.i = add nuw i64 %.1245623625.us.us.us.i.i, 4
  %.1373.us.us.us.3.i.i = load i64, ptr %scevgep387.i.i, align 8
  %.1469.us.us.us.3.i.i = load i64, ptr %scevgep400.i.i, align 8
  %.1474.us.us.us.3.i.i = or i64 %.1469.us.us.us.3.i.i, %.1373.us.us.us.3.i.i
  store i64 %.1474.us.us.us.3.i.i, ptr %scevgep387.i.i, align 8
  %niter.ncmp.3.i.i = icmp eq i64 %unroll_iter.i.i, %.1252.us.us.us.3.i.i
  br i1 %niter.ncmp.3.i.i, label %B392.us.us.us.epil.i.i, label %B392.us.us.us.i.i
B392.us.us.us.epil.i.i:
  %epil.iter.i.i = phi i64 [ %epil.iter.next.i.i, %B392.us.us.us.epil.i.i ], [ 0, %B392.us.us.us.i.i ]
  %124 = shl nuw nsw i64 %epil.iter.i.i, 3
  %scevgep806.i = getelementptr i8, ptr %lsr.iv804.i, i64 %124
  %.1373.us.us.us.epil.i.i = load i64, ptr %scevgep806.i, align 8
  %scevgep799.i = getelementptr i8, ptr %lsr.iv797.i, i64 %124
  %.1469.us.us.us.epil.i.i = load i64, ptr %scevgep799.i, align 8
  %.1474.us.us.us.epil.i.i = or i64 %.1469.us.us.us.epil.i.i, %.1373.us.us.us.epil.i.i
  store i64 %.1474.us.us.us.epil.i.i, ptr %scevgep806.i, align 8
  %epil.iter.next.i.i = add nuw nsw i64 %epil.iter.i.i, 1
  %epil.iter.cmp.not.i.i = icmp eq i64 %xtraiter.i.i, %epil.iter.next.i.i
  br i1 %epil.iter.cmp.not.i.i, label %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.i, label %B392.us.us.us.epil.i.i
B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.i:
  %.1109.us.us.us.i.i = add nuw nsw i64 %.1102629635.us.us.us.i.i, 1
  %scevgep381.i.i = getelementptr i8, ptr %lsr.iv380.i.i, i64 %83
  %scevgep394.i.i = getelementptr i8, ptr %lsr.iv393.i.i, i64 %83
  %scevgep798.i = getelementptr i8, ptr %lsr.iv797.i, i64 %83
  %scevgep805.i = getelementptr i8, ptr %lsr.iv804.i, i64 %83
  %exitcond748.not.i.i = icmp eq i64 %.14, %.1109.us.us.us.i.i
  br i1 %exitcond748.not.i.i, label %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.i, label %B336.endif.us.us.us.i.i
B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.i:
  %.966.us.us.i.i = add nuw nsw i64 %.959645655.us.us.i.i, 1
  %scevgep379.i.i = getelementptr i8, ptr %lsr.iv378.i.i, i64 %85
  %scevgep392.i.i = getelementptr i8, ptr %lsr.iv391.i.i, i64 %85
  %scevgep796.i = getelementptr i8, ptr %lsr.iv795.i, i64 %85
  %scevgep803.i = getelementptr i8, ptr %lsr.iv802.i, i64 %85
  %exitcond749.not.i.i = icmp eq i64 %.13, %.966.us.us.i.i
  br i1 %exitcond749.not.i.i, label %B466.i.i, label %B280.endif.us.us.i.i
B0.endif.endif.endif.i:
  %factor.op.mul390.i = mul i64 %.22, %.21
  %arg.flat.fr.i = freeze i64 %.17
  %.762.not.i = icmp eq i64 %arg.flat.fr.i, 0
  %spec.select.neg483.i = sext i1 %.762.not.i to i64
  %.884.reass.i = mul i64 %factor.op.mul390.i, %.20
  %.402.i = shl i64 %.579.reass.i.i, 1
  %.402.pn.i = select i1 %90, i64 0, i64 %.402.i
  %"$phi128.1.2.sroa.32.1.i" = getelementptr i64, ptr %.11, i64 %.402.pn.i
  br i1 %.953652.not.i.i, label %v1, label %B64.endif.lr.ph.i.i
B64.endif.lr.ph.i.i:
  %.809.i.i = select i1 %.762.not.i, i64 3, i64 1
  br i1 %.1096634.not.i.i, label %v1, label %B64.endif.us.preheader.i.i
B64.endif.us.preheader.i.i:
  %.arg.bits.5.2.i.i = tail call i64 @llvm.smax.i64(i64 %arg.bits.5.2.fr.i.i.i, i64 0)
  %125 = shl nuw i64 %.arg.bits.5.2.i.i, 3
  br i1 %99, label %B64.endif.us.us.us.preheader.i.i, label %v1
B64.endif.us.us.us.preheader.i.i:
  %scevgep65.i.i = getelementptr i8, ptr %.18, i64 24
  %126 = shl i64 %factor.op.mul390.i, 3
  %127 = shl i64 %.402.pn.i, 3
  %128 = getelementptr i8, ptr %.11, i64 %127
  %scevgep692.i = getelementptr i8, ptr %128, i64 24
  %scevgep714.i = getelementptr i8, ptr %128, i64 16
  %129 = icmp ult i64 %arg.bits.5.2.fr.i.i.i, 4
  br label %B64.endif.us.us.us.i.i
B64.endif.us.us.us.i.i:
  %lsr.iv91.i.i = phi i64 [ %spec.select.neg483.i, %B64.endif.us.us.us.preheader.i.i ], [ %lsr.iv.next92.i.i, %B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i.i ]
  %lsr.iv83.i.i = phi ptr [ %.11, %B64.endif.us.us.us.preheader.i.i ], [ %scevgep84.i.i, %B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i.i ]
  %lsr.iv77.i.i = phi ptr [ %.18, %B64.endif.us.us.us.preheader.i.i ], [ %scevgep78.i.i, %B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i.i ]
  %lsr.iv66.i.i = phi ptr [ %scevgep65.i.i, %B64.endif.us.us.us.preheader.i.i ], [ %scevgep67.i.i, %B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i.i ]
  %lsr.iv.i8.i = phi ptr [ %scevgep376.i.i, %B64.endif.us.us.us.preheader.i.i ], [ %scevgep55.i.i, %B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i.i ]
  %count.4.0947.us.us.us.i.i = phi i64 [ 0, %B64.endif.us.us.us.preheader.i.i ], [ %count.5.2.us.us.us.us.us.i.i, %B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i.i ]
  %.216917945.us.us.us.i.i = phi i64 [ 0, %B64.endif.us.us.us.preheader.i.i ], [ %.223.us.us.us.i.i, %B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i.i ]
  %130 = mul i64 %.216917945.us.us.us.i.i, %.21
  br label %B100.endif.us.us.us.us.us.i.i
B100.endif.us.us.us.us.us.i.i:
  %lsr.iv715.i = phi ptr [ %scevgep716.i, %B988.us.us.us.us.us.i.i ], [ %scevgep714.i, %B64.endif.us.us.us.i.i ]
  %lsr.iv129.i.i = phi ptr [ %scevgep130.i.i, %B988.us.us.us.us.us.i.i ], [ %"$phi128.1.2.sroa.32.1.i", %B64.endif.us.us.us.i.i ]
  %lsr.iv90.i.i = phi i64 [ %lsr.iv.next.i.i, %B988.us.us.us.us.us.i.i ], [ -1, %B64.endif.us.us.us.i.i ]
  %lsr.iv85.i.i = phi ptr [ %scevgep86.i.i, %B988.us.us.us.us.us.i.i ], [ %lsr.iv83.i.i, %B64.endif.us.us.us.i.i ]
  %lsr.iv79.i.i = phi ptr [ %scevgep80.i.i, %B988.us.us.us.us.us.i.i ], [ %lsr.iv77.i.i, %B64.endif.us.us.us.i.i ]
  %lsr.iv68.i.i = phi ptr [ %scevgep69.i.i, %B988.us.us.us.us.us.i.i ], [ %lsr.iv66.i.i, %B64.endif.us.us.us.i.i ]
  %lsr.iv56.i.i = phi ptr [ %scevgep57.i.i, %B988.us.us.us.us.us.i.i ], [ %lsr.iv.i8.i, %B64.endif.us.us.us.i.i ]
  %count.3.1902.us.us.us.us.us.i.i = phi i64 [ %count.5.2.us.us.us.us.us.i.i, %B988.us.us.us.us.us.i.i ], [ %count.4.0947.us.us.us.i.i, %B64.endif.us.us.us.i.i ]
  %.344864900.us.us.us.us.us.i.i = phi i64 [ %.351.us.us.us.us.us.i.i, %B988.us.us.us.us.us.i.i ], [ 0, %B64.endif.us.us.us.i.i ]
  br i1 %129, label %B168.us.us.us.us.us.epil.preheader.i.i, label %B168.us.us.us.us.us.i.i
B168.us.us.us.us.us.i.i:
  %some.2.2694.us.us.us.us.us.i.i = phi i64 [ %.742.us.us.us.us.us.3.i.i, %B168.us.us.us.us.us.i.i ], [ 0, %B100.endif.us.us.us.us.us.i.i ]
  %.572690692.us.us.us.us.us.i.i = phi i64 [ %.579.us.us.us.us.us.3.i.i, %B168.us.us.us.us.us.i.i ], [ 0, %B100.endif.us.us.us.us.us.i.i ]
  %131 = shl i64 %.572690692.us.us.us.us.us.i.i, 3
  %scevgep63.i.i = getelementptr i8, ptr %lsr.iv56.i.i, i64 %131
  %scevgep64.i.i = getelementptr i8, ptr %scevgep63.i.i, i64 -24
  %.677.us.us.us.us.us.i.i = load i64, ptr %scevgep64.i.i, align 8
  %scevgep75.i.i = getelementptr i8, ptr %lsr.iv68.i.i, i64 %131
  %scevgep76.i.i = getelementptr i8, ptr %scevgep75.i.i, i64 -24
  store i64 %.677.us.us.us.us.us.i.i, ptr %scevgep76.i.i, align 8
  %.742.us.us.us.us.us.i.i = or i64 %.677.us.us.us.us.us.i.i, %some.2.2694.us.us.us.us.us.i.i
  %scevgep685.i = getelementptr i8, ptr %scevgep63.i.i, i64 -16
  %.677.us.us.us.us.us.1.i.i = load i64, ptr %scevgep685.i, align 8
  %scevgep681.i = getelementptr i8, ptr %scevgep75.i.i, i64 -16
  store i64 %.677.us.us.us.us.us.1.i.i, ptr %scevgep681.i, align 8
  %.742.us.us.us.us.us.1.i.i = or i64 %.742.us.us.us.us.us.i.i, %.677.us.us.us.us.us.1.i.i
  %scevgep683.i = getelementptr i8, ptr %scevgep63.i.i, i64 -8
  %.677.us.us.us.us.us.2.i.i = load i64, ptr %scevgep683.i, align 8
  %scevgep679.i = getelementptr i8, ptr %scevgep75.i.i, i64 -8
  store i64 %.677.us.us.us.us.us.2.i.i, ptr %scevgep679.i, align 8
  %.742.us.us.us.us.us.2.i.i = or i64 %.742.us.us.us.us.us.1.i.i, %.677.us.us.us.us.us.2.i.i
  %.579.us.us.us.us.us.3.i.i = add nuw nsw i64 %.572690692.us.us.us.us.us.i.i, 4
  %.677.us.us.us.us.us.3.i.i = load i64, ptr %scevgep63.i.i, align 8
  store i64 %.677.us.us.us.us.us.3.i.i, ptr %scevgep75.i.i, align 8
  %.742.us.us.us.us.us.3.i.i = or i64 %.742.us.us.us.us.us.2.i.i, %.677.us.us.us.us.us.3.i.i
  %niter30.ncmp.3.i.i = icmp eq i64 %unroll_iter.i.i, %.579.us.us.us.us.us.3.i.i
  br i1 %niter30.ncmp.3.i.i, label %B222.us.us.us.us.us.unr-lcssa.i.i, label %B168.us.us.us.us.us.i.i
B222.us.us.us.us.us.unr-lcssa.i.i:
  br i1 %107, label %B222.us.us.us.us.us.i.i, label %B168.us.us.us.us.us.epil.preheader.i.i
B168.us.us.us.us.us.epil.preheader.i.i:
  %some.2.2694.us.us.us.us.us.epil.init.i.i = phi i64 [ %.742.us.us.us.us.us.3.i.i, %B222.us.us.us.us.us.unr-lcssa.i.i ], [ 0, %B100.endif.us.us.us.us.us.i.i ]
  %.572690692.us.us.us.us.us.epil.init.i.i = phi i64 [ %unroll_iter.i.i, %B222.us.us.us.us.us.unr-lcssa.i.i ], [ 0, %B100.endif.us.us.us.us.us.i.i ]
  %132 = shl i64 %.572690692.us.us.us.us.us.epil.init.i.i, 3
  %scevgep81.i.i = getelementptr i8, ptr %lsr.iv79.i.i, i64 %132
  %scevgep87.i.i = getelementptr i8, ptr %lsr.iv85.i.i, i64 %132
  br label %B168.us.us.us.us.us.epil.i.i
B168.us.us.us.us.us.epil.i.i:
  %some.2.2694.us.us.us.us.us.epil.i.i = phi i64 [ %some.2.2694.us.us.us.us.us.epil.init.i.i, %B168.us.us.us.us.us.epil.preheader.i.i ], [ %.742.us.us.us.us.us.epil.i.i, %B168.us.us.us.us.us.epil.i.i ]
  %epil.iter25.i.i = phi i64 [ 0, %B168.us.us.us.us.us.epil.preheader.i.i ], [ %epil.iter25.next.i.i, %B168.us.us.us.us.us.epil.i.i ]
  %133 = shl i64 %epil.iter25.i.i, 3
  %scevgep687.i = getelementptr i8, ptr %scevgep87.i.i, i64 %133
  %.677.us.us.us.us.us.epil.i.i = load i64, ptr %scevgep687.i, align 8
  %scevgep686.i = getelementptr i8, ptr %scevgep81.i.i, i64 %133
  store i64 %.677.us.us.us.us.us.epil.i.i, ptr %scevgep686.i, align 8
  %.742.us.us.us.us.us.epil.i.i = or i64 %.677.us.us.us.us.us.epil.i.i, %some.2.2694.us.us.us.us.us.epil.i.i
  %epil.iter25.next.i.i = add i64 %epil.iter25.i.i, 1
  %epil.iter25.cmp.not.i.i = icmp eq i64 %xtraiter.i.i, %epil.iter25.next.i.i
  br i1 %epil.iter25.cmp.not.i.i, label %B222.us.us.us.us.us.i.i, label %B168.us.us.us.us.us.epil.i.i
B222.us.us.us.us.us.i.i:
  %.742.us.us.us.us.us.lcssa.i.i = phi i64 [ %.742.us.us.us.us.us.3.i.i, %B222.us.us.us.us.us.unr-lcssa.i.i ], [ %.742.us.us.us.us.us.epil.i.i, %B168.us.us.us.us.us.epil.i.i ]
  %.351.us.us.us.us.us.i.i = add nuw nsw i64 %.344864900.us.us.us.us.us.i.i, 1
  %134 = icmp eq i64 %.742.us.us.us.us.us.lcssa.i.i, 0
  br i1 %134, label %B988.us.us.us.us.us.i.i, label %B228.endif.us.us.us.us.us.i.i
B228.endif.us.us.us.us.us.i.i:
  %reass.add3.us.us.us.us.i.i = add i64 %.344864900.us.us.us.us.us.i.i, %130
  %135 = mul i64 %reass.add3.us.us.us.us.i.i, %.33
  %scevgep.us.us.us.us.i.i = getelementptr i8, ptr %.18, i64 %135
  %.1094.us.us.us.us.us.us.us.i.i = icmp eq i64 %.344864900.us.us.us.us.us.i.i, 0
  %.1295.us.us.us.us.us.us.us.i.i = select i1 %.1094.us.us.us.us.us.us.us.i.i, i64 %.14, i64 0
  %136 = add i64 %.1295.us.us.us.us.us.us.us.i.i, %lsr.iv90.i.i
  %137 = shl i64 %136, 3
  %138 = icmp sgt i64 %.344864900.us.us.us.us.us.i.i, %.14
  %139 = icmp slt i64 %.344864900.us.us.us.us.us.i.i, %.14
  %140 = icmp slt i64 %.351.us.us.us.us.us.i.i, %.14
  br label %B310.us.us.us.preheader.us.us.us.us.i.i
B310.us.us.us.preheader.us.us.us.us.i.i:
  %lsr.iv93.i.i = phi i64 [ %lsr.iv.next94.i.i, %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i.i ], [ %lsr.iv91.i.i, %B228.endif.us.us.us.us.us.i.i ]
  %.852805817.us.us.us.us.us.us.i.i = phi i64 [ %.862.us.us.us.us.us.us.i.i, %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i.i ], [ %.809.i.i, %B228.endif.us.us.us.us.us.i.i ]
  %.859806816.us.us.us.us.us.us.i.i = phi i64 [ %.866.us.us.us.us.us.us.i.i, %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i.i ], [ %spec.select.neg483.i, %B228.endif.us.us.us.us.us.i.i ]
  %.862.us.us.us.us.us.us.i.i = add nsw i64 %.852805817.us.us.us.us.us.us.i.i, -1
  %.866.us.us.us.us.us.us.i.i = add nsw i64 %.859806816.us.us.us.us.us.us.i.i, 1
  %.1018.us.us.us.us.us.us.i.i = tail call i64 @llvm.abs.i64(i64 %.859806816.us.us.us.us.us.us.i.i, i1 false)
  %.1038.us.us.us.us.us.us.i.i = add nsw i64 %.859806816.us.us.us.us.us.us.i.i, %.216917945.us.us.us.i.i
  %or.cond.us.us.us.us.us.us.i.i = icmp ult i64 %.1038.us.us.us.us.us.us.i.i, %.13
  %or.cond.fr.us.us.us.us.us.us.i.i = freeze i1 %or.cond.us.us.us.us.us.us.i.i
  %.1291.us.us.us.us.us.us.i.i = icmp slt i64 %.1038.us.us.us.us.us.us.i.i, 0
  %.1292.us.us.us.us.us.us.i.i = select i1 %.1291.us.us.us.us.us.us.i.i, i64 %.13, i64 0
  %.1023.us.us.us.us.us.us.us.i.i = add nuw nsw i64 %.1018.us.us.us.us.us.us.i.i, 1
  %.1029.us.us.us.not.us.us.us.us.i.i = icmp slt i64 %.1018.us.us.us.us.us.us.i.i, %.16
  br i1 %.1029.us.us.us.not.us.us.us.us.i.i, label %B388.us.us.us.us.us.us.us.i.i, label %B987.us.us.us.us.us.us.us.i.i
B388.us.us.us.us.us.us.us.i.i:
  %or.cond.fr.us.us.us.us.us.us.i.not.i = xor i1 %or.cond.fr.us.us.us.us.us.us.i.i, true
  %141 = select i1 %or.cond.fr.us.us.us.us.us.us.i.not.i, i1 true, i1 %.1094.us.us.us.us.us.us.us.i.i
  %brmerge.i = select i1 %141, i1 true, i1 %138
  br i1 %brmerge.i, label %B987.us.us.us.sink.split.us.us.us.us.i.i, label %B510.lr.ph.split.us.us.us.us.us.us.us.us.i.i
B987.us.us.us.sink.split.us.us.us.us.i.i:
  tail call void @llvm.memset.p0.i64(ptr align 8 %scevgep.us.us.us.us.i.i, i8 0, i64 %125, i1 false)
  br label %B987.us.us.us.us.us.us.us.i.i
B510.lr.ph.split.us.us.us.us.us.us.us.us.i.i:
  %.1357.us.us.us.us.us.us.us.i.i = icmp slt i64 %.1023.us.us.us.us.us.us.us.i.i, %.16
  %142 = add i64 %.1292.us.us.us.us.us.us.i.i, %lsr.iv93.i.i
  %143 = mul i64 %142, %82
  %144 = add i64 %143, %137
  %145 = mul i64 %144, %arg.bits.5.2.fr.i.i.i
  br i1 %.1357.us.us.us.us.us.us.us.i.i, label %B510.us.us.us.us.us.us.us.us.us.preheader.i.i, label %B510.us.us756.us.us.us.us.us.us.preheader.i.i
B510.us.us.us.us.us.us.us.us.us.preheader.i.i:
  %scevgep707.i = getelementptr i8, ptr %128, i64 %145
  br label %B510.us.us.us.us.us.us.us.us.us.i.i
B510.us.us756.us.us.us.us.us.us.preheader.i.i:
  br i1 %129, label %B510.us.us756.us.us.us.us.us.us.epil.preheader.i.i, label %B510.us.us756.us.us.us.us.us.us.preheader53.i.i
B510.us.us756.us.us.us.us.us.us.preheader53.i.i:
  %scevgep693.i = getelementptr i8, ptr %scevgep692.i, i64 %145
  br label %B510.us.us756.us.us.us.us.us.us.i.i
B510.us.us756.us.us.us.us.us.us.i.i:
  %.1215698700.us.us758.us.us.us.us.us.us.i.i = phi i64 [ %.1222.us.us760.us.us.us.us.us.us.3.i.i, %B510.us.us756.us.us.us.us.us.us.i.i ], [ 0, %B510.us.us756.us.us.us.us.us.us.preheader53.i.i ]
  %146 = shl i64 %.1215698700.us.us758.us.us.us.us.us.us.i.i, 3
  %scevgep694.i = getelementptr i8, ptr %scevgep693.i, i64 %146
  %scevgep699.i = getelementptr i8, ptr %scevgep694.i, i64 -24
  %.1330.us.us764.us.us.us.us.us.us.i.i = load i64, ptr %scevgep699.i, align 8
  %scevgep108.i.i = getelementptr i8, ptr %lsr.iv68.i.i, i64 %146
  %scevgep109.i.i = getelementptr i8, ptr %scevgep108.i.i, i64 -24
  %.1522.us.us768.us.us.us.us.us.us.i.i = load i64, ptr %scevgep109.i.i, align 8
  %.1524.us.us769.us.us.us.us.us.us.i.i = and i64 %.1522.us.us768.us.us.us.us.us.us.i.i, %.1330.us.us764.us.us.us.us.us.us.i.i
  store i64 %.1524.us.us769.us.us.us.us.us.us.i.i, ptr %scevgep109.i.i, align 8
  %scevgep698.i = getelementptr i8, ptr %scevgep694.i, i64 -16
  %.1330.us.us764.us.us.us.us.us.us.1.i.i = load i64, ptr %scevgep698.i, align 8
  %scevgep691.i = getelementptr i8, ptr %scevgep108.i.i, i64 -16
  %.1522.us.us768.us.us.us.us.us.us.1.i.i = load i64, ptr %scevgep691.i, align 8
  %.1524.us.us769.us.us.us.us.us.us.1.i.i = and i64 %.1522.us.us768.us.us.us.us.us.us.1.i.i, %.1330.us.us764.us.us.us.us.us.us.1.i.i
  store i64 %.1524.us.us769.us.us.us.us.us.us.1.i.i, ptr %scevgep691.i, align 8
  %scevgep696.i = getelementptr i8, ptr %scevgep694.i, i64 -8
  %.1330.us.us764.us.us.us.us.us.us.2.i.i = load i64, ptr %scevgep696.i, align 8
  %scevgep689.i = getelementptr i8, ptr %scevgep108.i.i, i64 -8
  %.1522.us.us768.us.us.us.us.us.us.2.i.i = load i64, ptr %scevgep689.i, align 8
  %.1524.us.us769.us.us.us.us.us.us.2.i.i = and i64 %.1522.us.us768.us.us.us.us.us.us.2.i.i, %.1330.us.us764.us.us.us.us.us.us.2.i.i
  store i64 %.1524.us.us769.us.us.us.us.us.us.2.i.i, ptr %scevgep689.i, align 8
  %.1222.us.us760.us.us.us.us.us.us.3.i.i = add nuw nsw i64 %.1215698700.us.us758.us.us.us.us.us.us.i.i, 4
  %.1330.us.us764.us.us.us.us.us.us.3.i.i = load i64, ptr %scevgep694.i, align 8
  %.1522.us.us768.us.us.us.us.us.us.3.i.i = load i64, ptr %scevgep108.i.i, align 8
  %.1524.us.us769.us.us.us.us.us.us.3.i.i = and i64 %.1522.us.us768.us.us.us.us.us.us.3.i.i, %.1330.us.us764.us.us.us.us.us.us.3.i.i
  store i64 %.1524.us.us769.us.us.us.us.us.us.3.i.i, ptr %scevgep108.i.i, align 8
  %niter36.ncmp.3.i.i = icmp eq i64 %unroll_iter.i.i, %.1222.us.us760.us.us.us.us.us.us.3.i.i
  br i1 %niter36.ncmp.3.i.i, label %B462.endif.us.us.us.1.us.us.us.us.thread.unr-lcssa.i.i, label %B510.us.us756.us.us.us.us.us.us.i.i
B510.us.us.us.us.us.us.us.us.us.i.i:
  %lsr.iv114.i.i = phi i64 [ 1, %B510.us.us.us.us.us.us.us.us.us.preheader.i.i ], [ %lsr.iv.next115.i.i, %B650.us.us.us.us.us.us.us.us.us.i.i ]
  %before.2.6703.us.us.us.us.us.us.us.us.us.i.i = phi i64 [ 0, %B510.us.us.us.us.us.us.us.us.us.preheader.i.i ], [ %.1330.us.us.us.us.us.us.us.us.us.i.i, %B650.us.us.us.us.us.us.us.us.us.i.i ]
  %147 = shl i64 %lsr.iv114.i.i, 3
  %scevgep708.i = getelementptr i8, ptr %scevgep707.i, i64 %147
  %scevgep709.i = getelementptr i8, ptr %scevgep708.i, i64 -8
  %.1330.us.us.us.us.us.us.us.us.us.i.i = load i64, ptr %scevgep709.i, align 8
  %.1368.us.us.us.us.us.us.us.us.us.i.i = icmp slt i64 %lsr.iv114.i.i, %arg.bits.5.2.fr.i.i.i
  br i1 %.1368.us.us.us.us.us.us.us.us.us.i.i, label %B598.us.us.us.us.us.us.us.us.us.i.i, label %B650.us.us.us.us.us.us.us.us.us.i.i
B598.us.us.us.us.us.us.us.us.us.i.i:
  %.1449.us.us.us.us.us.us.us.us.us.i.i = load i64, ptr %scevgep708.i, align 8
  %148 = shl i64 %.1449.us.us.us.us.us.us.us.us.us.i.i, 63
  br label %B650.us.us.us.us.us.us.us.us.us.i.i
B650.us.us.us.us.us.us.us.us.us.i.i:
  %"$phi650.5.2.8.us.us.us.us.us.us.us.us.us.i.i" = phi i64 [ %148, %B598.us.us.us.us.us.us.us.us.us.i.i ], [ 0, %B510.us.us.us.us.us.us.us.us.us.i.i ]
  %.1469.us.us.us.us.us.us.us.us.us.i.i = tail call i64 @llvm.fshl.i64(i64 %.1330.us.us.us.us.us.us.us.us.us.i.i, i64 %before.2.6703.us.us.us.us.us.us.us.us.us.i.i, i64 1)
  %.1474.us.us.us.us.us.us.us.us.us.i.i = lshr i64 %.1330.us.us.us.us.us.us.us.us.us.i.i, 1
  %.1476.us.us.us.us.us.us.us.us.us.i.i = or i64 %"$phi650.5.2.8.us.us.us.us.us.us.us.us.us.i.i", %.1474.us.us.us.us.us.us.us.us.us.i.i
  %scevgep704.i = getelementptr i8, ptr %lsr.iv79.i.i, i64 %147
  %scevgep705.i = getelementptr i8, ptr %scevgep704.i, i64 -8
  %.1522.us.us.us.us.us.us.us.us.us.i.i = load i64, ptr %scevgep705.i, align 8
  %149 = and i64 %.1469.us.us.us.us.us.us.us.us.us.i.i, %.1476.us.us.us.us.us.us.us.us.us.i.i
  %150 = and i64 %149, %.1522.us.us.us.us.us.us.us.us.us.i.i
  %.1524.us.us.us.us.us.us.us.us.us.i.i = and i64 %150, %.1330.us.us.us.us.us.us.us.us.us.i.i
  store i64 %.1524.us.us.us.us.us.us.us.us.us.i.i, ptr %scevgep705.i, align 8
  %lsr.iv.next115.i.i = add nuw i64 %lsr.iv114.i.i, 1
  %exitcond51.i = icmp eq i64 %lsr.iv114.i.i, %arg.bits.5.2.fr.i.i.i
  br i1 %exitcond51.i, label %B987.us.us.us.us.us.us.us.i.i, label %B510.us.us.us.us.us.us.us.us.us.i.i
B987.us.us.us.us.us.us.us.i.i:
  %.1029.us.us.us.1.us.us.us.us.i.i = icmp sgt i64 %.1018.us.us.us.us.us.us.i.i, %.16
  br i1 %.1029.us.us.us.1.us.us.us.us.i.i, label %B987.us.us.us.1.us.us.us.us.i.i, label %B388.us.us.us.1.us.us.us.us.i.i
B388.us.us.us.1.us.us.us.us.i.i:
  %or.cond.i = select i1 %or.cond.fr.us.us.us.us.us.us.i.i, i1 %139, i1 false
  br i1 %or.cond.i, label %B510.lr.ph.split.us.us.us.us.1.us.us.us.us.i.i, label %B510.lr.ph.split.us755.us.us.1.us.us.us.us.i.i
B462.endif.us.us.us.1.us.us.us.us.thread.unr-lcssa.i.i:
  br i1 %107, label %B462.endif.us.us.us.1.us.us.us.us.thread.i.i, label %B510.us.us756.us.us.us.us.us.us.epil.preheader.i.i
B510.us.us756.us.us.us.us.us.us.epil.preheader.i.i:
  %.1215698700.us.us758.us.us.us.us.us.us.epil.init.i.i = phi i64 [ %unroll_iter.i.i, %B462.endif.us.us.us.1.us.us.us.us.thread.unr-lcssa.i.i ], [ 0, %B510.us.us756.us.us.us.us.us.us.preheader.i.i ]
  %151 = shl i64 %.1215698700.us.us758.us.us.us.us.us.us.epil.init.i.i, 3
  %scevgep110.i.i = getelementptr i8, ptr %lsr.iv79.i.i, i64 %151
  %152 = getelementptr i8, ptr %128, i64 %145
  %scevgep702.i = getelementptr i8, ptr %152, i64 %151
  br label %B510.us.us756.us.us.us.us.us.us.epil.i.i
B510.us.us756.us.us.us.us.us.us.epil.i.i:
  %epil.iter32.i.i = phi i64 [ %epil.iter32.next.i.i, %B510.us.us756.us.us.us.us.us.us.epil.i.i ], [ 0, %B510.us.us756.us.us.us.us.us.us.epil.preheader.i.i ]
  %153 = shl i64 %epil.iter32.i.i, 3
  %scevgep703.i = getelementptr i8, ptr %scevgep702.i, i64 %153
  %.1330.us.us764.us.us.us.us.us.us.epil.i.i = load i64, ptr %scevgep703.i, align 8
  %scevgep700.i = getelementptr i8, ptr %scevgep110.i.i, i64 %153
  %.1522.us.us768.us.us.us.us.us.us.epil.i.i = load i64, ptr %scevgep700.i, align 8
  %.1524.us.us769.us.us.us.us.us.us.epil.i.i = and i64 %.1522.us.us768.us.us.us.us.us.us.epil.i.i, %.1330.us.us764.us.us.us.us.us.us.epil.i.i
  store i64 %.1524.us.us769.us.us.us.us.us.us.epil.i.i, ptr %scevgep700.i, align 8
  %epil.iter32.next.i.i = add i64 %epil.iter32.i.i, 1
  %epil.iter32.cmp.not.i.i = icmp eq i64 %xtraiter.i.i, %epil.iter32.next.i.i
  br i1 %epil.iter32.cmp.not.i.i, label %B462.endif.us.us.us.1.us.us.us.us.thread.i.i, label %B510.us.us756.us.us.us.us.us.us.epil.i.i
B462.endif.us.us.us.1.us.us.us.us.thread.i.i:
  br i1 %139, label %B510.us.us.us.us.us.1.us.us.us.us.preheader.i.i, label %B510.lr.ph.split.us755.us.us.1.us.us.us.us.i.i
B510.lr.ph.split.us755.us.us.1.us.us.us.us.i.i:
  tail call void @llvm.memset.p0.i64(ptr align 8 %scevgep.us.us.us.us.i.i, i8 0, i64 %125, i1 false)
  br label %B987.us.us.us.1.us.us.us.us.i.i
B510.lr.ph.split.us.us.us.us.1.us.us.us.us.i.i:
  %.pre47 = add i64 %.1292.us.us.us.us.us.us.i.i, %lsr.iv93.i.i
  br i1 %.1029.us.us.us.not.us.us.us.us.i.i, label %B510.us.us.us.us.us.1.us.us.us.us.preheader.i.i, label %B510.us.us756.us.us.1.us.us.us.us.preheader.i.i
B510.us.us756.us.us.1.us.us.us.us.preheader.i.i:
  %.pre84.i = mul i64 %.pre47, %85
  br i1 %129, label %B510.us.us756.us.us.1.us.us.us.us.epil.preheader.i.i, label %B510.us.us756.us.us.1.us.us.us.us.preheader52.i.i
B510.us.us756.us.us.1.us.us.us.us.preheader52.i.i:
  %scevgep717.i = getelementptr i8, ptr %lsr.iv715.i, i64 %.pre84.i
  br label %B510.us.us756.us.us.1.us.us.us.us.i.i
B510.us.us.us.us.us.1.us.us.us.us.preheader.i.i:
  %.pre-phi48 = phi i64 [ %142, %B462.endif.us.us.us.1.us.us.us.us.thread.i.i ], [ %.pre47, %B510.lr.ph.split.us.us.us.us.1.us.us.us.us.i.i ]
  %154 = mul i64 %.pre-phi48, %85
  %scevgep730.i = getelementptr i8, ptr %lsr.iv129.i.i, i64 %154
  br label %B510.us.us.us.us.us.1.us.us.us.us.i.i
B510.us.us756.us.us.1.us.us.us.us.i.i:
  %.1215698700.us.us758.us.us.1.us.us.us.us.i.i = phi i64 [ %.1222.us.us760.us.us.1.us.us.us.us.3.i.i, %B510.us.us756.us.us.1.us.us.us.us.i.i ], [ 0, %B510.us.us756.us.us.1.us.us.us.us.preheader52.i.i ]
  %155 = shl i64 %.1215698700.us.us758.us.us.1.us.us.us.us.i.i, 3
  %scevgep719.i = getelementptr i8, ptr %scevgep717.i, i64 %155
  %scevgep720.i = getelementptr i8, ptr %scevgep719.i, i64 -16
  %.1330.us.us764.us.us.1.us.us.us.us.i.i = load i64, ptr %scevgep720.i, align 8
  %scevgep127.i.i = getelementptr i8, ptr %lsr.iv68.i.i, i64 %155
  %scevgep128.i.i = getelementptr i8, ptr %scevgep127.i.i, i64 -24
  %.1522.us.us768.us.us.1.us.us.us.us.i.i = load i64, ptr %scevgep128.i.i, align 8
  %.1524.us.us769.us.us.1.us.us.us.us.i.i = and i64 %.1522.us.us768.us.us.1.us.us.us.us.i.i, %.1330.us.us764.us.us.1.us.us.us.us.i.i
  store i64 %.1524.us.us769.us.us.1.us.us.us.us.i.i, ptr %scevgep128.i.i, align 8
  %scevgep724.i = getelementptr i8, ptr %scevgep719.i, i64 -8
  %.1330.us.us764.us.us.1.us.us.us.us.1.i.i = load i64, ptr %scevgep724.i, align 8
  %scevgep713.i = getelementptr i8, ptr %scevgep127.i.i, i64 -16
  %.1522.us.us768.us.us.1.us.us.us.us.1.i.i = load i64, ptr %scevgep713.i, align 8
  %.1524.us.us769.us.us.1.us.us.us.us.1.i.i = and i64 %.1522.us.us768.us.us.1.us.us.us.us.1.i.i, %.1330.us.us764.us.us.1.us.us.us.us.1.i.i
  store i64 %.1524.us.us769.us.us.1.us.us.us.us.1.i.i, ptr %scevgep713.i, align 8
  %.1330.us.us764.us.us.1.us.us.us.us.2.i.i = load i64, ptr %scevgep719.i, align 8
  %scevgep711.i = getelementptr i8, ptr %scevgep127.i.i, i64 -8
  %.1522.us.us768.us.us.1.us.us.us.us.2.i.i = load i64, ptr %scevgep711.i, align 8
  %.1524.us.us769.us.us.1.us.us.us.us.2.i.i = and i64 %.1522.us.us768.us.us.1.us.us.us.us.2.i.i, %.1330.us.us764.us.us.1.us.us.us.us.2.i.i
  store i64 %.1524.us.us769.us.us.1.us.us.us.us.2.i.i, ptr %scevgep711.i, align 8
  %.1222.us.us760.us.us.1.us.us.us.us.3.i.i = add nuw nsw i64 %.1215698700.us.us758.us.us.1.us.us.us.us.i.i, 4
  %scevgep722.i = getelementptr i8, ptr %scevgep719.i, i64 8
  %.1330.us.us764.us.us.1.us.us.us.us.3.i.i = load i64, ptr %scevgep722.i, align 8
  %.1522.us.us768.us.us.1.us.us.us.us.3.i.i = load i64, ptr %scevgep127.i.i, align 8
  %.1524.us.us769.us.us.1.us.us.us.us.3.i.i = and i64 %.1522.us.us768.us.us.1.us.us.us.us.3.i.i, %.1330.us.us764.us.us.1.us.us.us.us.3.i.i
  store i64 %.1524.us.us769.us.us.1.us.us.us.us.3.i.i, ptr %scevgep127.i.i, align 8
  %niter42.ncmp.3.i.i = icmp eq i64 %unroll_iter.i.i, %.1222.us.us760.us.us.1.us.us.us.us.3.i.i
  br i1 %niter42.ncmp.3.i.i, label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.loopexit20.unr-lcssa.i.i, label %B510.us.us756.us.us.1.us.us.us.us.i.i
B510.us.us.us.us.us.1.us.us.us.us.i.i:
  %lsr.iv143.i.i = phi i64 [ 1, %B510.us.us.us.us.us.1.us.us.us.us.preheader.i.i ], [ %lsr.iv.next144.i.i, %B650.us.us.us.us.us.1.us.us.us.us.i.i ]
  %before.2.6703.us.us.us.us.us.1.us.us.us.us.i.i = phi i64 [ 0, %B510.us.us.us.us.us.1.us.us.us.us.preheader.i.i ], [ %.1330.us.us.us.us.us.1.us.us.us.us.i.i, %B650.us.us.us.us.us.1.us.us.us.us.i.i ]
  %156 = shl i64 %lsr.iv143.i.i, 3
  %scevgep731.i = getelementptr i8, ptr %scevgep730.i, i64 %156
  %scevgep732.i = getelementptr i8, ptr %scevgep731.i, i64 -8
  %.1330.us.us.us.us.us.1.us.us.us.us.i.i = load i64, ptr %scevgep732.i, align 8
  %.1368.us.us.us.us.us.1.us.us.us.us.i.i = icmp slt i64 %lsr.iv143.i.i, %arg.bits.5.2.fr.i.i.i
  br i1 %.1368.us.us.us.us.us.1.us.us.us.us.i.i, label %B598.us.us.us.us.us.1.us.us.us.us.i.i, label %B650.us.us.us.us.us.1.us.us.us.us.i.i
B598.us.us.us.us.us.1.us.us.us.us.i.i:
  %.1449.us.us.us.us.us.1.us.us.us.us.i.i = load i64, ptr %scevgep731.i, align 8
  %157 = shl i64 %.1449.us.us.us.us.us.1.us.us.us.us.i.i, 63
  br label %B650.us.us.us.us.us.1.us.us.us.us.i.i
B650.us.us.us.us.us.1.us.us.us.us.i.i:
  %"$phi650.5.2.8.us.us.us.us.us.1.us.us.us.us.i.i" = phi i64 [ %157, %B598.us.us.us.us.us.1.us.us.us.us.i.i ], [ 0, %B510.us.us.us.us.us.1.us.us.us.us.i.i ]
  %.1469.us.us.us.us.us.1.us.us.us.us.i.i = tail call i64 @llvm.fshl.i64(i64 %.1330.us.us.us.us.us.1.us.us.us.us.i.i, i64 %before.2.6703.us.us.us.us.us.1.us.us.us.us.i.i, i64 1)
  %.1474.us.us.us.us.us.1.us.us.us.us.i.i = lshr i64 %.1330.us.us.us.us.us.1.us.us.us.us.i.i, 1
  %.1476.us.us.us.us.us.1.us.us.us.us.i.i = or i64 %"$phi650.5.2.8.us.us.us.us.us.1.us.us.us.us.i.i", %.1474.us.us.us.us.us.1.us.us.us.us.i.i
  %scevgep728.i = getelementptr i8, ptr %lsr.iv79.i.i, i64 %156
  %scevgep729.i = getelementptr i8, ptr %scevgep728.i, i64 -8
  %.1522.us.us.us.us.us.1.us.us.us.us.i.i = load i64, ptr %scevgep729.i, align 8
  %158 = and i64 %.1469.us.us.us.us.us.1.us.us.us.us.i.i, %.1476.us.us.us.us.us.1.us.us.us.us.i.i
  %159 = and i64 %158, %.1522.us.us.us.us.us.1.us.us.us.us.i.i
  %.1524.us.us.us.us.us.1.us.us.us.us.i.i = and i64 %159, %.1330.us.us.us.us.us.1.us.us.us.us.i.i
  store i64 %.1524.us.us.us.us.us.1.us.us.us.us.i.i, ptr %scevgep729.i, align 8
  %lsr.iv.next144.i.i = add nuw i64 %lsr.iv143.i.i, 1
  %exitcond.i = icmp eq i64 %lsr.iv143.i.i, %arg.bits.5.2.fr.i.i.i
  br i1 %exitcond.i, label %B987.us.us.us.1.us.us.us.us.i.i, label %B510.us.us.us.us.us.1.us.us.us.us.i.i
B987.us.us.us.1.us.us.us.us.i.i:
  br i1 %.1029.us.us.us.not.us.us.us.us.i.i, label %B388.us.us.us.2.us.us.us.us.i.i, label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i.i
B388.us.us.us.2.us.us.us.us.i.i:
  %or.cond485.i = select i1 %or.cond.fr.us.us.us.us.us.us.i.i, i1 %140, i1 false
  br i1 %or.cond485.i, label %B510.lr.ph.split.us.us.us.us.2.us.us.us.us.i.i, label %B308.B270.loopexit_crit_edge.us.us.sink.split.us.us.us.us.i.i
B308.B270.loopexit_crit_edge.us.us.sink.split.us.us.us.us.i.i:
  tail call void @llvm.memset.p0.i64(ptr align 8 %scevgep.us.us.us.us.i.i, i8 0, i64 %125, i1 false)
  br label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i.i
B510.lr.ph.split.us.us.us.us.2.us.us.us.us.i.i:
  %.1357.us.us.us.2.us.us.us.us.i.i = icmp slt i64 %.1023.us.us.us.us.us.us.us.i.i, %.16
  %160 = add i64 %.1292.us.us.us.us.us.us.i.i, %lsr.iv93.i.i
  %161 = mul i64 %160, %82
  %162 = add i64 %161, 8
  %163 = mul i64 %162, %arg.bits.5.2.fr.i.i.i
  br i1 %.1357.us.us.us.2.us.us.us.us.i.i, label %B510.us.us.us.us.us.2.us.us.us.us.preheader.i.i, label %B510.us.us756.us.us.2.us.us.us.us.preheader.i.i
B510.us.us.us.us.us.2.us.us.us.us.preheader.i.i:
  %scevgep751.i = getelementptr i8, ptr %lsr.iv129.i.i, i64 %163
  br label %B510.us.us.us.us.us.2.us.us.us.us.i.i
B510.us.us756.us.us.2.us.us.us.us.preheader.i.i:
  br i1 %129, label %B510.us.us756.us.us.2.us.us.us.us.epil.preheader.i.i, label %B510.us.us756.us.us.2.us.us.us.us.preheader50.i.i
B510.us.us756.us.us.2.us.us.us.us.preheader50.i.i:
  %scevgep738.i = getelementptr i8, ptr %lsr.iv715.i, i64 %163
  br label %B510.us.us756.us.us.2.us.us.us.us.i.i
B510.us.us756.us.us.2.us.us.us.us.i.i:
  %.1215698700.us.us758.us.us.2.us.us.us.us.i.i = phi i64 [ %.1222.us.us760.us.us.2.us.us.us.us.3.i.i, %B510.us.us756.us.us.2.us.us.us.us.i.i ], [ 0, %B510.us.us756.us.us.2.us.us.us.us.preheader50.i.i ]
  %164 = shl i64 %.1215698700.us.us758.us.us.2.us.us.us.us.i.i, 3
  %scevgep740.i = getelementptr i8, ptr %scevgep738.i, i64 %164
  %scevgep741.i = getelementptr i8, ptr %scevgep740.i, i64 -16
  %.1330.us.us764.us.us.2.us.us.us.us.i.i = load i64, ptr %scevgep741.i, align 8
  %scevgep156.i.i = getelementptr i8, ptr %lsr.iv68.i.i, i64 %164
  %scevgep157.i.i = getelementptr i8, ptr %scevgep156.i.i, i64 -24
  %.1522.us.us768.us.us.2.us.us.us.us.i.i = load i64, ptr %scevgep157.i.i, align 8
  %.1524.us.us769.us.us.2.us.us.us.us.i.i = and i64 %.1522.us.us768.us.us.2.us.us.us.us.i.i, %.1330.us.us764.us.us.2.us.us.us.us.i.i
  store i64 %.1524.us.us769.us.us.2.us.us.us.us.i.i, ptr %scevgep157.i.i, align 8
  %scevgep745.i = getelementptr i8, ptr %scevgep740.i, i64 -8
  %.1330.us.us764.us.us.2.us.us.us.us.1.i.i = load i64, ptr %scevgep745.i, align 8
  %scevgep737.i = getelementptr i8, ptr %scevgep156.i.i, i64 -16
  %.1522.us.us768.us.us.2.us.us.us.us.1.i.i = load i64, ptr %scevgep737.i, align 8
  %.1524.us.us769.us.us.2.us.us.us.us.1.i.i = and i64 %.1522.us.us768.us.us.2.us.us.us.us.1.i.i, %.1330.us.us764.us.us.2.us.us.us.us.1.i.i
  store i64 %.1524.us.us769.us.us.2.us.us.us.us.1.i.i, ptr %scevgep737.i, align 8
  %.1330.us.us764.us.us.2.us.us.us.us.2.i.i = load i64, ptr %scevgep740.i, align 8
  %scevgep735.i = getelementptr i8, ptr %scevgep156.i.i, i64 -8
  %.1522.us.us768.us.us.2.us.us.us.us.2.i.i = load i64, ptr %scevgep735.i, align 8
  %.1524.us.us769.us.us.2.us.us.us.us.2.i.i = and i64 %.1522.us.us768.us.us.2.us.us.us.us.2.i.i, %.1330.us.us764.us.us.2.us.us.us.us.2.i.i
  store i64 %.1524.us.us769.us.us.2.us.us.us.us.2.i.i, ptr %scevgep735.i, align 8
  %.1222.us.us760.us.us.2.us.us.us.us.3.i.i = add nuw nsw i64 %.1215698700.us.us758.us.us.2.us.us.us.us.i.i, 4
  %scevgep743.i = getelementptr i8, ptr %scevgep740.i, i64 8
  %.1330.us.us764.us.us.2.us.us.us.us.3.i.i = load i64, ptr %scevgep743.i, align 8
  %.1522.us.us768.us.us.2.us.us.us.us.3.i.i = load i64, ptr %scevgep156.i.i, align 8
  %.1524.us.us769.us.us.2.us.us.us.us.3.i.i = and i64 %.1522.us.us768.us.us.2.us.us.us.us.3.i.i, %.1330.us.us764.us.us.2.us.us.us.us.3.i.i
  store i64 %.1524.us.us769.us.us.2.us.us.us.us.3.i.i, ptr %scevgep156.i.i, align 8
  %niter48.ncmp.3.i.i = icmp eq i64 %unroll_iter.i.i, %.1222.us.us760.us.us.2.us.us.us.us.3.i.i
  br i1 %niter48.ncmp.3.i.i, label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.loopexit19.unr-lcssa.i.i, label %B510.us.us756.us.us.2.us.us.us.us.i.i
B510.us.us.us.us.us.2.us.us.us.us.i.i:
  %lsr.iv170.i.i = phi i64 [ 1, %B510.us.us.us.us.us.2.us.us.us.us.preheader.i.i ], [ %lsr.iv.next171.i.i, %B650.us.us.us.us.us.2.us.us.us.us.i.i ]
  %before.2.6703.us.us.us.us.us.2.us.us.us.us.i.i = phi i64 [ 0, %B510.us.us.us.us.us.2.us.us.us.us.preheader.i.i ], [ %.1330.us.us.us.us.us.2.us.us.us.us.i.i, %B650.us.us.us.us.us.2.us.us.us.us.i.i ]
  %165 = shl i64 %lsr.iv170.i.i, 3
  %scevgep752.i = getelementptr i8, ptr %scevgep751.i, i64 %165
  %scevgep753.i = getelementptr i8, ptr %scevgep752.i, i64 -8
  %.1330.us.us.us.us.us.2.us.us.us.us.i.i = load i64, ptr %scevgep753.i, align 8
  %.1368.us.us.us.us.us.2.us.us.us.us.i.i = icmp slt i64 %lsr.iv170.i.i, %arg.bits.5.2.fr.i.i.i
  br i1 %.1368.us.us.us.us.us.2.us.us.us.us.i.i, label %B598.us.us.us.us.us.2.us.us.us.us.i.i, label %B650.us.us.us.us.us.2.us.us.us.us.i.i
B598.us.us.us.us.us.2.us.us.us.us.i.i:
  %.1449.us.us.us.us.us.2.us.us.us.us.i.i = load i64, ptr %scevgep752.i, align 8
  %166 = shl i64 %.1449.us.us.us.us.us.2.us.us.us.us.i.i, 63
  br label %B650.us.us.us.us.us.2.us.us.us.us.i.i
B650.us.us.us.us.us.2.us.us.us.us.i.i:
  %"$phi650.5.2.8.us.us.us.us.us.2.us.us.us.us.i.i" = phi i64 [ %166, %B598.us.us.us.us.us.2.us.us.us.us.i.i ], [ 0, %B510.us.us.us.us.us.2.us.us.us.us.i.i ]
  %.1469.us.us.us.us.us.2.us.us.us.us.i.i = tail call i64 @llvm.fshl.i64(i64 %.1330.us.us.us.us.us.2.us.us.us.us.i.i, i64 %before.2.6703.us.us.us.us.us.2.us.us.us.us.i.i, i64 1)
  %.1474.us.us.us.us.us.2.us.us.us.us.i.i = lshr i64 %.1330.us.us.us.us.us.2.us.us.us.us.i.i, 1
  %.1476.us.us.us.us.us.2.us.us.us.us.i.i = or i64 %"$phi650.5.2.8.us.us.us.us.us.2.us.us.us.us.i.i", %.1474.us.us.us.us.us.2.us.us.us.us.i.i
  %scevgep749.i = getelementptr i8, ptr %lsr.iv79.i.i, i64 %165
  %scevgep750.i = getelementptr i8, ptr %scevgep749.i, i64 -8
  %.1522.us.us.us.us.us.2.us.us.us.us.i.i = load i64, ptr %scevgep750.i, align 8
  %167 = and i64 %.1469.us.us.us.us.us.2.us.us.us.us.i.i, %.1476.us.us.us.us.us.2.us.us.us.us.i.i
  %168 = and i64 %167, %.1522.us.us.us.us.us.2.us.us.us.us.i.i
  %.1524.us.us.us.us.us.2.us.us.us.us.i.i = and i64 %168, %.1330.us.us.us.us.us.2.us.us.us.us.i.i
  store i64 %.1524.us.us.us.us.us.2.us.us.us.us.i.i, ptr %scevgep750.i, align 8
  %lsr.iv.next171.i.i = add nuw i64 %lsr.iv170.i.i, 1
  %exitcond52.i = icmp eq i64 %lsr.iv170.i.i, %arg.bits.5.2.fr.i.i.i
  br i1 %exitcond52.i, label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i.i, label %B510.us.us.us.us.us.2.us.us.us.us.i.i
B308.B270.loopexit_crit_edge.us.us.us.us.us.us.loopexit19.unr-lcssa.i.i:
  br i1 %107, label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i.i, label %B510.us.us756.us.us.2.us.us.us.us.epil.preheader.i.i
B510.us.us756.us.us.2.us.us.us.us.epil.preheader.i.i:
  %.1215698700.us.us758.us.us.2.us.us.us.us.epil.init.i.i = phi i64 [ %unroll_iter.i.i, %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.loopexit19.unr-lcssa.i.i ], [ 0, %B510.us.us756.us.us.2.us.us.us.us.preheader.i.i ]
  %169 = shl i64 %.1215698700.us.us758.us.us.2.us.us.us.us.epil.init.i.i, 3
  %scevgep166.i.i = getelementptr i8, ptr %lsr.iv79.i.i, i64 %169
  %170 = getelementptr i8, ptr %lsr.iv129.i.i, i64 %163
  %scevgep747.i = getelementptr i8, ptr %170, i64 %169
  br label %B510.us.us756.us.us.2.us.us.us.us.epil.i.i
B510.us.us756.us.us.2.us.us.us.us.epil.i.i:
  %epil.iter44.i.i = phi i64 [ %epil.iter44.next.i.i, %B510.us.us756.us.us.2.us.us.us.us.epil.i.i ], [ 0, %B510.us.us756.us.us.2.us.us.us.us.epil.preheader.i.i ]
  %171 = shl i64 %epil.iter44.i.i, 3
  %scevgep748.i = getelementptr i8, ptr %scevgep747.i, i64 %171
  %.1330.us.us764.us.us.2.us.us.us.us.epil.i.i = load i64, ptr %scevgep748.i, align 8
  %scevgep746.i = getelementptr i8, ptr %scevgep166.i.i, i64 %171
  %.1522.us.us768.us.us.2.us.us.us.us.epil.i.i = load i64, ptr %scevgep746.i, align 8
  %.1524.us.us769.us.us.2.us.us.us.us.epil.i.i = and i64 %.1522.us.us768.us.us.2.us.us.us.us.epil.i.i, %.1330.us.us764.us.us.2.us.us.us.us.epil.i.i
  store i64 %.1524.us.us769.us.us.2.us.us.us.us.epil.i.i, ptr %scevgep746.i, align 8
  %epil.iter44.next.i.i = add i64 %epil.iter44.i.i, 1
  %epil.iter44.cmp.not.i.i = icmp eq i64 %xtraiter.i.i, %epil.iter44.next.i.i
  br i1 %epil.iter44.cmp.not.i.i, label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i.i, label %B510.us.us756.us.us.2.us.us.us.us.epil.i.i
B308.B270.loopexit_crit_edge.us.us.us.us.us.us.loopexit20.unr-lcssa.i.i:
  br i1 %107, label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i.i, label %B510.us.us756.us.us.1.us.us.us.us.epil.preheader.i.i
B510.us.us756.us.us.1.us.us.us.us.epil.preheader.i.i:
  %.1215698700.us.us758.us.us.1.us.us.us.us.epil.init.i.i = phi i64 [ %unroll_iter.i.i, %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.loopexit20.unr-lcssa.i.i ], [ 0, %B510.us.us756.us.us.1.us.us.us.us.preheader.i.i ]
  %172 = shl i64 %.1215698700.us.us758.us.us.1.us.us.us.us.epil.init.i.i, 3
  %scevgep139.i.i = getelementptr i8, ptr %lsr.iv79.i.i, i64 %172
  %173 = getelementptr i8, ptr %lsr.iv129.i.i, i64 %.pre84.i
  %scevgep726.i = getelementptr i8, ptr %173, i64 %172
  br label %B510.us.us756.us.us.1.us.us.us.us.epil.i.i
B510.us.us756.us.us.1.us.us.us.us.epil.i.i:
  %epil.iter38.i.i = phi i64 [ %epil.iter38.next.i.i, %B510.us.us756.us.us.1.us.us.us.us.epil.i.i ], [ 0, %B510.us.us756.us.us.1.us.us.us.us.epil.preheader.i.i ]
  %174 = shl i64 %epil.iter38.i.i, 3
  %scevgep727.i = getelementptr i8, ptr %scevgep726.i, i64 %174
  %.1330.us.us764.us.us.1.us.us.us.us.epil.i.i = load i64, ptr %scevgep727.i, align 8
  %scevgep725.i = getelementptr i8, ptr %scevgep139.i.i, i64 %174
  %.1522.us.us768.us.us.1.us.us.us.us.epil.i.i = load i64, ptr %scevgep725.i, align 8
  %.1524.us.us769.us.us.1.us.us.us.us.epil.i.i = and i64 %.1522.us.us768.us.us.1.us.us.us.us.epil.i.i, %.1330.us.us764.us.us.1.us.us.us.us.epil.i.i
  store i64 %.1524.us.us769.us.us.1.us.us.us.us.epil.i.i, ptr %scevgep725.i, align 8
  %epil.iter38.next.i.i = add i64 %epil.iter38.i.i, 1
  %epil.iter38.cmp.not.i.i = icmp eq i64 %xtraiter.i.i, %epil.iter38.next.i.i
  br i1 %epil.iter38.cmp.not.i.i, label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i.i, label %B510.us.us756.us.us.1.us.us.us.us.epil.i.i
B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i.i:
  %lsr.iv.next94.i.i = add i64 %lsr.iv93.i.i, 1
  %.853.us.us.us.us.us.us.i.i = icmp sgt i64 %.852805817.us.us.us.us.us.us.i.i, 1
  br i1 %.853.us.us.us.us.us.us.i.i, label %B310.us.us.us.preheader.us.us.us.us.i.i, label %B878.us.us.us.us.us.i.i
B878.us.us.us.us.us.i.i:
  %count.2.3859.us.us.us.us.us.i.i = phi i64 [ %.1880.us.us.us.us.us.i.i, %B878.us.us.us.us.us.i.i ], [ %count.3.1902.us.us.us.us.us.i.i, %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i.i ]
  %.1677855857.us.us.us.us.us.i.i = phi i64 [ %.1684.us.us.us.us.us.i.i, %B878.us.us.us.us.us.i.i ], [ 0, %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i.i ]
  %.1684.us.us.us.us.us.i.i = add nuw nsw i64 %.1677855857.us.us.us.us.us.i.i, 1
  %175 = shl i64 %.1677855857.us.us.us.us.us.i.i, 3
  %scevgep179.i.i = getelementptr i8, ptr %lsr.iv85.i.i, i64 %175
  %.1782.us.us.us.us.us.i.i = load i64, ptr %scevgep179.i.i, align 8
  %scevgep178.i.i = getelementptr i8, ptr %lsr.iv79.i.i, i64 %175
  %.1815.us.us.us.us.us.i.i = load i64, ptr %scevgep178.i.i, align 8
  %.1816.us.us.us.us.us.i.i = xor i64 %.1815.us.us.us.us.us.i.i, -1
  %.1817.us.us.us.us.us.i.i = and i64 %.1782.us.us.us.us.us.i.i, %.1816.us.us.us.us.us.i.i
  store i64 %.1817.us.us.us.us.us.i.i, ptr %scevgep178.i.i, align 8
  %.1878.us.us.us.us.us.i.i = tail call i64 @llvm.ctpop.i64(i64 %.1817.us.us.us.us.us.i.i)
  %.1880.us.us.us.us.us.i.i = add nsw i64 %.1878.us.us.us.us.us.i.i, %count.2.3859.us.us.us.us.us.i.i
  %exitcond998.not.us.us.us.us.i.i = icmp eq i64 %arg.bits.5.2.fr.i.i.i, %.1684.us.us.us.us.us.i.i
  br i1 %exitcond998.not.us.us.us.us.i.i, label %B988.us.us.us.us.us.i.i, label %B878.us.us.us.us.us.i.i
B988.us.us.us.us.us.i.i:
  %count.5.2.us.us.us.us.us.i.i = phi i64 [ %count.3.1902.us.us.us.us.us.i.i, %B222.us.us.us.us.us.i.i ], [ %.1880.us.us.us.us.us.i.i, %B878.us.us.us.us.us.i.i ]
  %scevgep57.i.i = getelementptr i8, ptr %lsr.iv56.i.i, i64 %83
  %scevgep69.i.i = getelementptr i8, ptr %lsr.iv68.i.i, i64 %.33
  %scevgep80.i.i = getelementptr i8, ptr %lsr.iv79.i.i, i64 %.33
  %scevgep86.i.i = getelementptr i8, ptr %lsr.iv85.i.i, i64 %83
  %lsr.iv.next.i.i = add nsw i64 %lsr.iv90.i.i, 1
  %scevgep130.i.i = getelementptr i8, ptr %lsr.iv129.i.i, i64 %83
  %scevgep716.i = getelementptr i8, ptr %lsr.iv715.i, i64 %83
  %exitcond999.not.us.us.us.us.i.i = icmp eq i64 %.14, %.351.us.us.us.us.us.i.i
  br i1 %exitcond999.not.us.us.us.us.i.i, label %B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i.i, label %B100.endif.us.us.us.us.us.i.i
B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i.i:
  %.223.us.us.us.i.i = add nuw nsw i64 %.216917945.us.us.us.i.i, 1
  %scevgep55.i.i = getelementptr i8, ptr %lsr.iv.i8.i, i64 %85
  %scevgep67.i.i = getelementptr i8, ptr %lsr.iv66.i.i, i64 %126
  %scevgep78.i.i = getelementptr i8, ptr %lsr.iv77.i.i, i64 %126
  %scevgep84.i.i = getelementptr i8, ptr %lsr.iv83.i.i, i64 %85
  %lsr.iv.next92.i.i = add nsw i64 %lsr.iv91.i.i, 1
  %exitcond1000.not.us.us.i.i = icmp eq i64 %.223.us.us.us.i.i, %.13
  br i1 %exitcond1000.not.us.us.i.i, label %B64.endif.lr.ph.i11.i, label %B64.endif.us.us.us.i.i
B64.endif.lr.ph.i11.i:
  store i64 %count.5.2.us.us.us.us.us.i.i, ptr %.23, align 8
  %.402.1.i = mul i64 %.579.reass.i.i, 3
  %.402.pn.1.i = select i1 %90, i64 %.579.reass.i.i, i64 %.402.1.i
  %"$phi128.1.2.sroa.32.1.18.i" = getelementptr i64, ptr %.11, i64 %.402.pn.1.i
  %.717.19.i = getelementptr i64, ptr %.11, i64 %.579.reass.i.i
  %.891.110.i = getelementptr i64, ptr %.18, i64 %.884.reass.i
  %scevgep.i119.i = getelementptr i8, ptr %.717.19.i, i64 24
  %scevgep65.i120.i = getelementptr i8, ptr %.891.110.i, i64 24
  %176 = shl i64 %.402.pn.1.i, 3
  %177 = getelementptr i8, ptr %.11, i64 %176
  %scevgep616.i = getelementptr i8, ptr %177, i64 24
  %scevgep638.i = getelementptr i8, ptr %177, i64 16
  br label %B64.endif.us.us.us.i122.i
B64.endif.us.us.us.i122.i:
  %lsr.iv91.i123.i = phi i64 [ %spec.select.neg483.i, %B64.endif.lr.ph.i11.i ], [ %lsr.iv.next92.i244.i, %B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i238.i ]
  %lsr.iv83.i124.i = phi ptr [ %.717.19.i, %B64.endif.lr.ph.i11.i ], [ %scevgep84.i243.i, %B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i238.i ]
  %lsr.iv77.i125.i = phi ptr [ %.891.110.i, %B64.endif.lr.ph.i11.i ], [ %scevgep78.i242.i, %B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i238.i ]
  %lsr.iv66.i126.i = phi ptr [ %scevgep65.i120.i, %B64.endif.lr.ph.i11.i ], [ %scevgep67.i241.i, %B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i238.i ]
  %lsr.iv.i127.i = phi ptr [ %scevgep.i119.i, %B64.endif.lr.ph.i11.i ], [ %scevgep55.i240.i, %B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i238.i ]
  %count.4.0947.us.us.us.i128.i = phi i64 [ 0, %B64.endif.lr.ph.i11.i ], [ %count.5.2.us.us.us.us.us.i230.i, %B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i238.i ]
  %.216917945.us.us.us.i129.i = phi i64 [ 0, %B64.endif.lr.ph.i11.i ], [ %.223.us.us.us.i239.i, %B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i238.i ]
  %178 = mul i64 %.216917945.us.us.us.i129.i, %.21
  br label %B100.endif.us.us.us.us.us.i130.i
B100.endif.us.us.us.us.us.i130.i:
  %lsr.iv.i = phi ptr [ %scevgep639.i, %B988.us.us.us.us.us.i229.i ], [ %scevgep638.i, %B64.endif.us.us.us.i122.i ]
  %lsr.iv129.i131.i = phi ptr [ %scevgep130.i236.i, %B988.us.us.us.us.us.i229.i ], [ %"$phi128.1.2.sroa.32.1.18.i", %B64.endif.us.us.us.i122.i ]
  %lsr.iv90.i132.i = phi i64 [ %lsr.iv.next.i235.i, %B988.us.us.us.us.us.i229.i ], [ -1, %B64.endif.us.us.us.i122.i ]
  %lsr.iv85.i133.i = phi ptr [ %scevgep86.i234.i, %B988.us.us.us.us.us.i229.i ], [ %lsr.iv83.i124.i, %B64.endif.us.us.us.i122.i ]
  %lsr.iv79.i134.i = phi ptr [ %scevgep80.i233.i, %B988.us.us.us.us.us.i229.i ], [ %lsr.iv77.i125.i, %B64.endif.us.us.us.i122.i ]
  %lsr.iv68.i135.i = phi ptr [ %scevgep69.i232.i, %B988.us.us.us.us.us.i229.i ], [ %lsr.iv66.i126.i, %B64.endif.us.us.us.i122.i ]
  %lsr.iv56.i136.i = phi ptr [ %scevgep57.i231.i, %B988.us.us.us.us.us.i229.i ], [ %lsr.iv.i127.i, %B64.endif.us.us.us.i122.i ]
  %count.3.1902.us.us.us.us.us.i137.i = phi i64 [ %count.5.2.us.us.us.us.us.i230.i, %B988.us.us.us.us.us.i229.i ], [ %count.4.0947.us.us.us.i128.i, %B64.endif.us.us.us.i122.i ]
  %.344864900.us.us.us.us.us.i138.i = phi i64 [ %.351.us.us.us.us.us.i184.i, %B988.us.us.us.us.us.i229.i ], [ 0, %B64.endif.us.us.us.i122.i ]
  br i1 %129, label %B168.us.us.us.us.us.epil.preheader.i168.i, label %B168.us.us.us.us.us.i140.i
B168.us.us.us.us.us.i140.i:
  %some.2.2694.us.us.us.us.us.i141.i = phi i64 [ %.742.us.us.us.us.us.3.i165.i, %B168.us.us.us.us.us.i140.i ], [ 0, %B100.endif.us.us.us.us.us.i130.i ]
  %.572690692.us.us.us.us.us.i142.i = phi i64 [ %.579.us.us.us.us.us.3.i161.i, %B168.us.us.us.us.us.i140.i ], [ 0, %B100.endif.us.us.us.us.us.i130.i ]
  %179 = shl i64 %.572690692.us.us.us.us.us.i142.i, 3
  %scevgep63.i143.i = getelementptr i8, ptr %lsr.iv56.i136.i, i64 %179
  %scevgep64.i144.i = getelementptr i8, ptr %scevgep63.i143.i, i64 -24
  %.677.us.us.us.us.us.i145.i = load i64, ptr %scevgep64.i144.i, align 8
  %scevgep75.i146.i = getelementptr i8, ptr %lsr.iv68.i135.i, i64 %179
  %scevgep76.i147.i = getelementptr i8, ptr %scevgep75.i146.i, i64 -24
  store i64 %.677.us.us.us.us.us.i145.i, ptr %scevgep76.i147.i, align 8
  %.742.us.us.us.us.us.i148.i = or i64 %.677.us.us.us.us.us.i145.i, %some.2.2694.us.us.us.us.us.i141.i
  %scevgep609.i = getelementptr i8, ptr %scevgep63.i143.i, i64 -16
  %.677.us.us.us.us.us.1.i151.i = load i64, ptr %scevgep609.i, align 8
  %scevgep605.i = getelementptr i8, ptr %scevgep75.i146.i, i64 -16
  store i64 %.677.us.us.us.us.us.1.i151.i, ptr %scevgep605.i, align 8
  %.742.us.us.us.us.us.1.i154.i = or i64 %.742.us.us.us.us.us.i148.i, %.677.us.us.us.us.us.1.i151.i
  %scevgep607.i = getelementptr i8, ptr %scevgep63.i143.i, i64 -8
  %.677.us.us.us.us.us.2.i157.i = load i64, ptr %scevgep607.i, align 8
  %scevgep603.i = getelementptr i8, ptr %scevgep75.i146.i, i64 -8
  store i64 %.677.us.us.us.us.us.2.i157.i, ptr %scevgep603.i, align 8
  %.742.us.us.us.us.us.2.i160.i = or i64 %.742.us.us.us.us.us.1.i154.i, %.677.us.us.us.us.us.2.i157.i
  %.579.us.us.us.us.us.3.i161.i = add nuw nsw i64 %.572690692.us.us.us.us.us.i142.i, 4
  %.677.us.us.us.us.us.3.i163.i = load i64, ptr %scevgep63.i143.i, align 8
  store i64 %.677.us.us.us.us.us.3.i163.i, ptr %scevgep75.i146.i, align 8
  %.742.us.us.us.us.us.3.i165.i = or i64 %.742.us.us.us.us.us.2.i160.i, %.677.us.us.us.us.us.3.i163.i
  %niter30.ncmp.3.i166.i = icmp eq i64 %unroll_iter.i.i, %.579.us.us.us.us.us.3.i161.i
  br i1 %niter30.ncmp.3.i166.i, label %B222.us.us.us.us.us.unr-lcssa.i167.i, label %B168.us.us.us.us.us.i140.i
B222.us.us.us.us.us.unr-lcssa.i167.i:
  br i1 %107, label %B222.us.us.us.us.us.i182.i, label %B168.us.us.us.us.us.epil.preheader.i168.i
B168.us.us.us.us.us.epil.preheader.i168.i:
  %some.2.2694.us.us.us.us.us.epil.init.i169.i = phi i64 [ %.742.us.us.us.us.us.3.i165.i, %B222.us.us.us.us.us.unr-lcssa.i167.i ], [ 0, %B100.endif.us.us.us.us.us.i130.i ]
  %.572690692.us.us.us.us.us.epil.init.i170.i = phi i64 [ %unroll_iter.i.i, %B222.us.us.us.us.us.unr-lcssa.i167.i ], [ 0, %B100.endif.us.us.us.us.us.i130.i ]
  %180 = shl i64 %.572690692.us.us.us.us.us.epil.init.i170.i, 3
  %scevgep81.i171.i = getelementptr i8, ptr %lsr.iv79.i134.i, i64 %180
  %scevgep87.i172.i = getelementptr i8, ptr %lsr.iv85.i133.i, i64 %180
  br label %B168.us.us.us.us.us.epil.i173.i
B168.us.us.us.us.us.epil.i173.i:
  %some.2.2694.us.us.us.us.us.epil.i174.i = phi i64 [ %some.2.2694.us.us.us.us.us.epil.init.i169.i, %B168.us.us.us.us.us.epil.preheader.i168.i ], [ %.742.us.us.us.us.us.epil.i179.i, %B168.us.us.us.us.us.epil.i173.i ]
  %epil.iter25.i175.i = phi i64 [ 0, %B168.us.us.us.us.us.epil.preheader.i168.i ], [ %epil.iter25.next.i180.i, %B168.us.us.us.us.us.epil.i173.i ]
  %181 = shl i64 %epil.iter25.i175.i, 3
  %scevgep611.i = getelementptr i8, ptr %scevgep87.i172.i, i64 %181
  %.677.us.us.us.us.us.epil.i177.i = load i64, ptr %scevgep611.i, align 8
  %scevgep610.i = getelementptr i8, ptr %scevgep81.i171.i, i64 %181
  store i64 %.677.us.us.us.us.us.epil.i177.i, ptr %scevgep610.i, align 8
  %.742.us.us.us.us.us.epil.i179.i = or i64 %.677.us.us.us.us.us.epil.i177.i, %some.2.2694.us.us.us.us.us.epil.i174.i
  %epil.iter25.next.i180.i = add i64 %epil.iter25.i175.i, 1
  %epil.iter25.cmp.not.i181.i = icmp eq i64 %xtraiter.i.i, %epil.iter25.next.i180.i
  br i1 %epil.iter25.cmp.not.i181.i, label %B222.us.us.us.us.us.i182.i, label %B168.us.us.us.us.us.epil.i173.i
B222.us.us.us.us.us.i182.i:
  %.742.us.us.us.us.us.lcssa.i183.i = phi i64 [ %.742.us.us.us.us.us.3.i165.i, %B222.us.us.us.us.us.unr-lcssa.i167.i ], [ %.742.us.us.us.us.us.epil.i179.i, %B168.us.us.us.us.us.epil.i173.i ]
  %.351.us.us.us.us.us.i184.i = add nuw nsw i64 %.344864900.us.us.us.us.us.i138.i, 1
  %182 = icmp eq i64 %.742.us.us.us.us.us.lcssa.i183.i, 0
  br i1 %182, label %B988.us.us.us.us.us.i229.i, label %B228.endif.us.us.us.us.us.i185.i
B228.endif.us.us.us.us.us.i185.i:
  %reass.add3.us.us.us.us.i186.i = add i64 %.344864900.us.us.us.us.us.i138.i, %178
  %183 = mul i64 %reass.add3.us.us.us.us.i186.i, %.33
  %scevgep.us.us.us.us.i187.i = getelementptr i8, ptr %.891.110.i, i64 %183
  %.1094.us.us.us.us.us.us.us.i188.i = icmp eq i64 %.344864900.us.us.us.us.us.i138.i, 0
  %.1295.us.us.us.us.us.us.us.i192.i = select i1 %.1094.us.us.us.us.us.us.us.i188.i, i64 %.14, i64 0
  %184 = add i64 %.1295.us.us.us.us.us.us.us.i192.i, %lsr.iv90.i132.i
  %185 = shl i64 %184, 3
  %186 = icmp sgt i64 %.344864900.us.us.us.us.us.i138.i, %.14
  %187 = icmp slt i64 %.344864900.us.us.us.us.us.i138.i, %.14
  %188 = icmp slt i64 %.351.us.us.us.us.us.i184.i, %.14
  br label %B310.us.us.us.preheader.us.us.us.us.i193.i
B310.us.us.us.preheader.us.us.us.us.i193.i:
  %lsr.iv93.i194.i = phi i64 [ %lsr.iv.next94.i213.i, %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i212.i ], [ %lsr.iv91.i123.i, %B228.endif.us.us.us.us.us.i185.i ]
  %.852805817.us.us.us.us.us.us.i195.i = phi i64 [ %.862.us.us.us.us.us.us.i197.i, %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i212.i ], [ %.809.i.i, %B228.endif.us.us.us.us.us.i185.i ]
  %.859806816.us.us.us.us.us.us.i196.i = phi i64 [ %.866.us.us.us.us.us.us.i198.i, %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i212.i ], [ %spec.select.neg483.i, %B228.endif.us.us.us.us.us.i185.i ]
  %.862.us.us.us.us.us.us.i197.i = add nsw i64 %.852805817.us.us.us.us.us.us.i195.i, -1
  %.866.us.us.us.us.us.us.i198.i = add nsw i64 %.859806816.us.us.us.us.us.us.i196.i, 1
  %.1018.us.us.us.us.us.us.i199.i = tail call i64 @llvm.abs.i64(i64 %.859806816.us.us.us.us.us.us.i196.i, i1 false)
  %.1038.us.us.us.us.us.us.i200.i = add nsw i64 %.859806816.us.us.us.us.us.us.i196.i, %.216917945.us.us.us.i129.i
  %or.cond.us.us.us.us.us.us.i201.i = icmp ult i64 %.1038.us.us.us.us.us.us.i200.i, %.13
  %or.cond.fr.us.us.us.us.us.us.i202.i = freeze i1 %or.cond.us.us.us.us.us.us.i201.i
  %.1291.us.us.us.us.us.us.i203.i = icmp slt i64 %.1038.us.us.us.us.us.us.i200.i, 0
  %.1292.us.us.us.us.us.us.i204.i = select i1 %.1291.us.us.us.us.us.us.i203.i, i64 %.13, i64 0
  %.1023.us.us.us.us.us.us.us.i205.i = add nuw nsw i64 %.1018.us.us.us.us.us.us.i199.i, 1
  %.1029.us.us.us.not.us.us.us.us.i206.i = icmp slt i64 %.1018.us.us.us.us.us.us.i199.i, %.16
  br i1 %.1029.us.us.us.not.us.us.us.us.i206.i, label %B388.us.us.us.us.us.us.us.i393.i, label %B987.us.us.us.us.us.us.us.i207.i
B388.us.us.us.us.us.us.us.i393.i:
  %or.cond.fr.us.us.us.us.us.us.i202.not.i = xor i1 %or.cond.fr.us.us.us.us.us.us.i202.i, true
  %189 = select i1 %or.cond.fr.us.us.us.us.us.us.i202.not.i, i1 true, i1 %.1094.us.us.us.us.us.us.us.i188.i
  %brmerge486.i = select i1 %189, i1 true, i1 %186
  br i1 %brmerge486.i, label %B987.us.us.us.sink.split.us.us.us.us.i394.i, label %B510.lr.ph.split.us.us.us.us.us.us.us.us.i396.i
B987.us.us.us.sink.split.us.us.us.us.i394.i:
  tail call void @llvm.memset.p0.i64(ptr align 8 %scevgep.us.us.us.us.i187.i, i8 0, i64 %83, i1 false)
  br label %B987.us.us.us.us.us.us.us.i207.i
B510.lr.ph.split.us.us.us.us.us.us.us.us.i396.i:
  %.1357.us.us.us.us.us.us.us.i397.i = icmp slt i64 %.1023.us.us.us.us.us.us.us.i205.i, %.16
  %190 = add i64 %.1292.us.us.us.us.us.us.i204.i, %lsr.iv93.i194.i
  %191 = mul i64 %190, %82
  %192 = add i64 %191, %185
  %193 = mul i64 %192, %arg.bits.5.2.fr.i.i.i
  br i1 %.1357.us.us.us.us.us.us.us.i397.i, label %B510.us.us.us.us.us.us.us.us.us.preheader.i446.i, label %B510.us.us756.us.us.us.us.us.us.preheader.i398.i
B510.us.us.us.us.us.us.us.us.us.preheader.i446.i:
  %scevgep631.i = getelementptr i8, ptr %177, i64 %193
  br label %B510.us.us.us.us.us.us.us.us.us.i448.i
B510.us.us756.us.us.us.us.us.us.preheader.i398.i:
  br i1 %129, label %B510.us.us756.us.us.us.us.us.us.epil.preheader.i432.i, label %B510.us.us756.us.us.us.us.us.us.preheader53.i399.i
B510.us.us756.us.us.us.us.us.us.preheader53.i399.i:
  %scevgep617.i = getelementptr i8, ptr %scevgep616.i, i64 %193
  br label %B510.us.us756.us.us.us.us.us.us.i401.i
B510.us.us756.us.us.us.us.us.us.i401.i:
  %.1215698700.us.us758.us.us.us.us.us.us.i402.i = phi i64 [ %.1222.us.us760.us.us.us.us.us.us.3.i424.i, %B510.us.us756.us.us.us.us.us.us.i401.i ], [ 0, %B510.us.us756.us.us.us.us.us.us.preheader53.i399.i ]
  %194 = shl i64 %.1215698700.us.us758.us.us.us.us.us.us.i402.i, 3
  %scevgep618.i = getelementptr i8, ptr %scevgep617.i, i64 %194
  %scevgep623.i = getelementptr i8, ptr %scevgep618.i, i64 -24
  %.1330.us.us764.us.us.us.us.us.us.i405.i = load i64, ptr %scevgep623.i, align 8
  %scevgep108.i406.i = getelementptr i8, ptr %lsr.iv68.i135.i, i64 %194
  %scevgep109.i407.i = getelementptr i8, ptr %scevgep108.i406.i, i64 -24
  %.1522.us.us768.us.us.us.us.us.us.i408.i = load i64, ptr %scevgep109.i407.i, align 8
  %.1524.us.us769.us.us.us.us.us.us.i409.i = and i64 %.1522.us.us768.us.us.us.us.us.us.i408.i, %.1330.us.us764.us.us.us.us.us.us.i405.i
  store i64 %.1524.us.us769.us.us.us.us.us.us.i409.i, ptr %scevgep109.i407.i, align 8
  %scevgep622.i = getelementptr i8, ptr %scevgep618.i, i64 -16
  %.1330.us.us764.us.us.us.us.us.us.1.i412.i = load i64, ptr %scevgep622.i, align 8
  %scevgep615.i = getelementptr i8, ptr %scevgep108.i406.i, i64 -16
  %.1522.us.us768.us.us.us.us.us.us.1.i415.i = load i64, ptr %scevgep615.i, align 8
  %.1524.us.us769.us.us.us.us.us.us.1.i416.i = and i64 %.1522.us.us768.us.us.us.us.us.us.1.i415.i, %.1330.us.us764.us.us.us.us.us.us.1.i412.i
  store i64 %.1524.us.us769.us.us.us.us.us.us.1.i416.i, ptr %scevgep615.i, align 8
  %scevgep620.i = getelementptr i8, ptr %scevgep618.i, i64 -8
  %.1330.us.us764.us.us.us.us.us.us.2.i419.i = load i64, ptr %scevgep620.i, align 8
  %scevgep613.i = getelementptr i8, ptr %scevgep108.i406.i, i64 -8
  %.1522.us.us768.us.us.us.us.us.us.2.i422.i = load i64, ptr %scevgep613.i, align 8
  %.1524.us.us769.us.us.us.us.us.us.2.i423.i = and i64 %.1522.us.us768.us.us.us.us.us.us.2.i422.i, %.1330.us.us764.us.us.us.us.us.us.2.i419.i
  store i64 %.1524.us.us769.us.us.us.us.us.us.2.i423.i, ptr %scevgep613.i, align 8
  %.1222.us.us760.us.us.us.us.us.us.3.i424.i = add nuw nsw i64 %.1215698700.us.us758.us.us.us.us.us.us.i402.i, 4
  %.1330.us.us764.us.us.us.us.us.us.3.i426.i = load i64, ptr %scevgep618.i, align 8
  %.1522.us.us768.us.us.us.us.us.us.3.i428.i = load i64, ptr %scevgep108.i406.i, align 8
  %.1524.us.us769.us.us.us.us.us.us.3.i429.i = and i64 %.1522.us.us768.us.us.us.us.us.us.3.i428.i, %.1330.us.us764.us.us.us.us.us.us.3.i426.i
  store i64 %.1524.us.us769.us.us.us.us.us.us.3.i429.i, ptr %scevgep108.i406.i, align 8
  %niter36.ncmp.3.i430.i = icmp eq i64 %unroll_iter.i.i, %.1222.us.us760.us.us.us.us.us.us.3.i424.i
  br i1 %niter36.ncmp.3.i430.i, label %B462.endif.us.us.us.1.us.us.us.us.thread.unr-lcssa.i431.i, label %B510.us.us756.us.us.us.us.us.us.i401.i
B510.us.us.us.us.us.us.us.us.us.i448.i:
  %lsr.iv114.i449.i = phi i64 [ 1, %B510.us.us.us.us.us.us.us.us.us.preheader.i446.i ], [ %lsr.iv.next115.i464.i, %B650.us.us.us.us.us.us.us.us.us.i455.i ]
  %before.2.6703.us.us.us.us.us.us.us.us.us.i450.i = phi i64 [ 0, %B510.us.us.us.us.us.us.us.us.us.preheader.i446.i ], [ %.1330.us.us.us.us.us.us.us.us.us.i453.i, %B650.us.us.us.us.us.us.us.us.us.i455.i ]
  %195 = shl i64 %lsr.iv114.i449.i, 3
  %scevgep632.i = getelementptr i8, ptr %scevgep631.i, i64 %195
  %scevgep633.i = getelementptr i8, ptr %scevgep632.i, i64 -8
  %.1330.us.us.us.us.us.us.us.us.us.i453.i = load i64, ptr %scevgep633.i, align 8
  %.1368.us.us.us.us.us.us.us.us.us.i454.i = icmp slt i64 %lsr.iv114.i449.i, %arg.bits.5.2.fr.i.i.i
  br i1 %.1368.us.us.us.us.us.us.us.us.us.i454.i, label %B598.us.us.us.us.us.us.us.us.us.i466.i, label %B650.us.us.us.us.us.us.us.us.us.i455.i
B598.us.us.us.us.us.us.us.us.us.i466.i:
  %.1449.us.us.us.us.us.us.us.us.us.i468.i = load i64, ptr %scevgep632.i, align 8
  %196 = shl i64 %.1449.us.us.us.us.us.us.us.us.us.i468.i, 63
  br label %B650.us.us.us.us.us.us.us.us.us.i455.i
B650.us.us.us.us.us.us.us.us.us.i455.i:
  %"$phi650.5.2.8.us.us.us.us.us.us.us.us.us.i456.i" = phi i64 [ %196, %B598.us.us.us.us.us.us.us.us.us.i466.i ], [ 0, %B510.us.us.us.us.us.us.us.us.us.i448.i ]
  %.1469.us.us.us.us.us.us.us.us.us.i457.i = tail call i64 @llvm.fshl.i64(i64 %.1330.us.us.us.us.us.us.us.us.us.i453.i, i64 %before.2.6703.us.us.us.us.us.us.us.us.us.i450.i, i64 1)
  %.1474.us.us.us.us.us.us.us.us.us.i458.i = lshr i64 %.1330.us.us.us.us.us.us.us.us.us.i453.i, 1
  %.1476.us.us.us.us.us.us.us.us.us.i459.i = or i64 %"$phi650.5.2.8.us.us.us.us.us.us.us.us.us.i456.i", %.1474.us.us.us.us.us.us.us.us.us.i458.i
  %scevgep628.i = getelementptr i8, ptr %lsr.iv79.i134.i, i64 %195
  %scevgep629.i = getelementptr i8, ptr %scevgep628.i, i64 -8
  %.1522.us.us.us.us.us.us.us.us.us.i462.i = load i64, ptr %scevgep629.i, align 8
  %197 = and i64 %.1469.us.us.us.us.us.us.us.us.us.i457.i, %.1476.us.us.us.us.us.us.us.us.us.i459.i
  %198 = and i64 %197, %.1522.us.us.us.us.us.us.us.us.us.i462.i
  %.1524.us.us.us.us.us.us.us.us.us.i463.i = and i64 %198, %.1330.us.us.us.us.us.us.us.us.us.i453.i
  store i64 %.1524.us.us.us.us.us.us.us.us.us.i463.i, ptr %scevgep629.i, align 8
  %lsr.iv.next115.i464.i = add nuw i64 %lsr.iv114.i449.i, 1
  %exitcond53.i = icmp eq i64 %lsr.iv114.i449.i, %arg.bits.5.2.fr.i.i.i
  br i1 %exitcond53.i, label %B987.us.us.us.us.us.us.us.i207.i, label %B510.us.us.us.us.us.us.us.us.us.i448.i
B987.us.us.us.us.us.us.us.i207.i:
  %.1029.us.us.us.1.us.us.us.us.i208.i = icmp sgt i64 %.1018.us.us.us.us.us.us.i199.i, %.16
  br i1 %.1029.us.us.us.1.us.us.us.us.i208.i, label %B987.us.us.us.1.us.us.us.us.i211.i, label %B388.us.us.us.1.us.us.us.us.i209.i
B388.us.us.us.1.us.us.us.us.i209.i:
  %or.cond487.i = select i1 %or.cond.fr.us.us.us.us.us.us.i202.i, i1 %187, i1 false
  br i1 %or.cond487.i, label %B510.lr.ph.split.us.us.us.us.1.us.us.us.us.i322.i, label %B510.lr.ph.split.us755.us.us.1.us.us.us.us.i210.i
B462.endif.us.us.us.1.us.us.us.us.thread.unr-lcssa.i431.i:
  br i1 %107, label %B462.endif.us.us.us.1.us.us.us.us.thread.i445.i, label %B510.us.us756.us.us.us.us.us.us.epil.preheader.i432.i
B510.us.us756.us.us.us.us.us.us.epil.preheader.i432.i:
  %.1215698700.us.us758.us.us.us.us.us.us.epil.init.i433.i = phi i64 [ %unroll_iter.i.i, %B462.endif.us.us.us.1.us.us.us.us.thread.unr-lcssa.i431.i ], [ 0, %B510.us.us756.us.us.us.us.us.us.preheader.i398.i ]
  %199 = shl i64 %.1215698700.us.us758.us.us.us.us.us.us.epil.init.i433.i, 3
  %scevgep110.i434.i = getelementptr i8, ptr %lsr.iv79.i134.i, i64 %199
  %200 = getelementptr i8, ptr %177, i64 %193
  %scevgep626.i = getelementptr i8, ptr %200, i64 %199
  br label %B510.us.us756.us.us.us.us.us.us.epil.i436.i
B510.us.us756.us.us.us.us.us.us.epil.i436.i:
  %epil.iter32.i437.i = phi i64 [ %epil.iter32.next.i443.i, %B510.us.us756.us.us.us.us.us.us.epil.i436.i ], [ 0, %B510.us.us756.us.us.us.us.us.us.epil.preheader.i432.i ]
  %201 = shl i64 %epil.iter32.i437.i, 3
  %scevgep627.i = getelementptr i8, ptr %scevgep626.i, i64 %201
  %.1330.us.us764.us.us.us.us.us.us.epil.i439.i = load i64, ptr %scevgep627.i, align 8
  %scevgep624.i = getelementptr i8, ptr %scevgep110.i434.i, i64 %201
  %.1522.us.us768.us.us.us.us.us.us.epil.i441.i = load i64, ptr %scevgep624.i, align 8
  %.1524.us.us769.us.us.us.us.us.us.epil.i442.i = and i64 %.1522.us.us768.us.us.us.us.us.us.epil.i441.i, %.1330.us.us764.us.us.us.us.us.us.epil.i439.i
  store i64 %.1524.us.us769.us.us.us.us.us.us.epil.i442.i, ptr %scevgep624.i, align 8
  %epil.iter32.next.i443.i = add i64 %epil.iter32.i437.i, 1
  %epil.iter32.cmp.not.i444.i = icmp eq i64 %xtraiter.i.i, %epil.iter32.next.i443.i
  br i1 %epil.iter32.cmp.not.i444.i, label %B462.endif.us.us.us.1.us.us.us.us.thread.i445.i, label %B510.us.us756.us.us.us.us.us.us.epil.i436.i
B462.endif.us.us.us.1.us.us.us.us.thread.i445.i:
  br i1 %187, label %B510.us.us.us.us.us.1.us.us.us.us.preheader.i370.i, label %B510.lr.ph.split.us755.us.us.1.us.us.us.us.i210.i
B510.lr.ph.split.us755.us.us.1.us.us.us.us.i210.i:
  tail call void @llvm.memset.p0.i64(ptr align 8 %scevgep.us.us.us.us.i187.i, i8 0, i64 %83, i1 false)
  br label %B987.us.us.us.1.us.us.us.us.i211.i
B510.lr.ph.split.us.us.us.us.1.us.us.us.us.i322.i:
  %.pre = add i64 %.1292.us.us.us.us.us.us.i204.i, %lsr.iv93.i194.i
  br i1 %.1029.us.us.us.not.us.us.us.us.i206.i, label %B510.us.us.us.us.us.1.us.us.us.us.preheader.i370.i, label %B510.us.us756.us.us.1.us.us.us.us.preheader.i323.i
B510.us.us756.us.us.1.us.us.us.us.preheader.i323.i:
  %.pre64.i = mul i64 %.pre, %85
  br i1 %129, label %B510.us.us756.us.us.1.us.us.us.us.epil.preheader.i357.i, label %B510.us.us756.us.us.1.us.us.us.us.preheader52.i324.i
B510.us.us756.us.us.1.us.us.us.us.preheader52.i324.i:
  %scevgep640.i = getelementptr i8, ptr %lsr.iv.i, i64 %.pre64.i
  br label %B510.us.us756.us.us.1.us.us.us.us.i326.i
B510.us.us.us.us.us.1.us.us.us.us.preheader.i370.i:
  %.pre-phi = phi i64 [ %190, %B462.endif.us.us.us.1.us.us.us.us.thread.i445.i ], [ %.pre, %B510.lr.ph.split.us.us.us.us.1.us.us.us.us.i322.i ]
  %202 = mul i64 %.pre-phi, %85
  %scevgep653.i = getelementptr i8, ptr %lsr.iv129.i131.i, i64 %202
  br label %B510.us.us.us.us.us.1.us.us.us.us.i372.i
B510.us.us756.us.us.1.us.us.us.us.i326.i:
  %.1215698700.us.us758.us.us.1.us.us.us.us.i327.i = phi i64 [ %.1222.us.us760.us.us.1.us.us.us.us.3.i348.i, %B510.us.us756.us.us.1.us.us.us.us.i326.i ], [ 0, %B510.us.us756.us.us.1.us.us.us.us.preheader52.i324.i ]
  %203 = shl i64 %.1215698700.us.us758.us.us.1.us.us.us.us.i327.i, 3
  %scevgep642.i = getelementptr i8, ptr %scevgep640.i, i64 %203
  %scevgep643.i = getelementptr i8, ptr %scevgep642.i, i64 -16
  %.1330.us.us764.us.us.1.us.us.us.us.i329.i = load i64, ptr %scevgep643.i, align 8
  %scevgep127.i330.i = getelementptr i8, ptr %lsr.iv68.i135.i, i64 %203
  %scevgep128.i331.i = getelementptr i8, ptr %scevgep127.i330.i, i64 -24
  %.1522.us.us768.us.us.1.us.us.us.us.i332.i = load i64, ptr %scevgep128.i331.i, align 8
  %.1524.us.us769.us.us.1.us.us.us.us.i333.i = and i64 %.1522.us.us768.us.us.1.us.us.us.us.i332.i, %.1330.us.us764.us.us.1.us.us.us.us.i329.i
  store i64 %.1524.us.us769.us.us.1.us.us.us.us.i333.i, ptr %scevgep128.i331.i, align 8
  %scevgep647.i = getelementptr i8, ptr %scevgep642.i, i64 -8
  %.1330.us.us764.us.us.1.us.us.us.us.1.i336.i = load i64, ptr %scevgep647.i, align 8
  %scevgep637.i = getelementptr i8, ptr %scevgep127.i330.i, i64 -16
  %.1522.us.us768.us.us.1.us.us.us.us.1.i339.i = load i64, ptr %scevgep637.i, align 8
  %.1524.us.us769.us.us.1.us.us.us.us.1.i340.i = and i64 %.1522.us.us768.us.us.1.us.us.us.us.1.i339.i, %.1330.us.us764.us.us.1.us.us.us.us.1.i336.i
  store i64 %.1524.us.us769.us.us.1.us.us.us.us.1.i340.i, ptr %scevgep637.i, align 8
  %.1330.us.us764.us.us.1.us.us.us.us.2.i343.i = load i64, ptr %scevgep642.i, align 8
  %scevgep635.i = getelementptr i8, ptr %scevgep127.i330.i, i64 -8
  %.1522.us.us768.us.us.1.us.us.us.us.2.i346.i = load i64, ptr %scevgep635.i, align 8
  %.1524.us.us769.us.us.1.us.us.us.us.2.i347.i = and i64 %.1522.us.us768.us.us.1.us.us.us.us.2.i346.i, %.1330.us.us764.us.us.1.us.us.us.us.2.i343.i
  store i64 %.1524.us.us769.us.us.1.us.us.us.us.2.i347.i, ptr %scevgep635.i, align 8
  %.1222.us.us760.us.us.1.us.us.us.us.3.i348.i = add nuw nsw i64 %.1215698700.us.us758.us.us.1.us.us.us.us.i327.i, 4
  %scevgep645.i = getelementptr i8, ptr %scevgep642.i, i64 8
  %.1330.us.us764.us.us.1.us.us.us.us.3.i351.i = load i64, ptr %scevgep645.i, align 8
  %.1522.us.us768.us.us.1.us.us.us.us.3.i353.i = load i64, ptr %scevgep127.i330.i, align 8
  %.1524.us.us769.us.us.1.us.us.us.us.3.i354.i = and i64 %.1522.us.us768.us.us.1.us.us.us.us.3.i353.i, %.1330.us.us764.us.us.1.us.us.us.us.3.i351.i
  store i64 %.1524.us.us769.us.us.1.us.us.us.us.3.i354.i, ptr %scevgep127.i330.i, align 8
  %niter42.ncmp.3.i355.i = icmp eq i64 %unroll_iter.i.i, %.1222.us.us760.us.us.1.us.us.us.us.3.i348.i
  br i1 %niter42.ncmp.3.i355.i, label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.loopexit20.unr-lcssa.i356.i, label %B510.us.us756.us.us.1.us.us.us.us.i326.i
B510.us.us.us.us.us.1.us.us.us.us.i372.i:
  %lsr.iv143.i373.i = phi i64 [ 1, %B510.us.us.us.us.us.1.us.us.us.us.preheader.i370.i ], [ %lsr.iv.next144.i388.i, %B650.us.us.us.us.us.1.us.us.us.us.i379.i ]
  %before.2.6703.us.us.us.us.us.1.us.us.us.us.i374.i = phi i64 [ 0, %B510.us.us.us.us.us.1.us.us.us.us.preheader.i370.i ], [ %.1330.us.us.us.us.us.1.us.us.us.us.i377.i, %B650.us.us.us.us.us.1.us.us.us.us.i379.i ]
  %204 = shl i64 %lsr.iv143.i373.i, 3
  %scevgep654.i = getelementptr i8, ptr %scevgep653.i, i64 %204
  %scevgep655.i = getelementptr i8, ptr %scevgep654.i, i64 -8
  %.1330.us.us.us.us.us.1.us.us.us.us.i377.i = load i64, ptr %scevgep655.i, align 8
  %.1368.us.us.us.us.us.1.us.us.us.us.i378.i = icmp slt i64 %lsr.iv143.i373.i, %arg.bits.5.2.fr.i.i.i
  br i1 %.1368.us.us.us.us.us.1.us.us.us.us.i378.i, label %B598.us.us.us.us.us.1.us.us.us.us.i390.i, label %B650.us.us.us.us.us.1.us.us.us.us.i379.i
B598.us.us.us.us.us.1.us.us.us.us.i390.i:
  %.1449.us.us.us.us.us.1.us.us.us.us.i392.i = load i64, ptr %scevgep654.i, align 8
  %205 = shl i64 %.1449.us.us.us.us.us.1.us.us.us.us.i392.i, 63
  br label %B650.us.us.us.us.us.1.us.us.us.us.i379.i
B650.us.us.us.us.us.1.us.us.us.us.i379.i:
  %"$phi650.5.2.8.us.us.us.us.us.1.us.us.us.us.i380.i" = phi i64 [ %205, %B598.us.us.us.us.us.1.us.us.us.us.i390.i ], [ 0, %B510.us.us.us.us.us.1.us.us.us.us.i372.i ]
  %.1469.us.us.us.us.us.1.us.us.us.us.i381.i = tail call i64 @llvm.fshl.i64(i64 %.1330.us.us.us.us.us.1.us.us.us.us.i377.i, i64 %before.2.6703.us.us.us.us.us.1.us.us.us.us.i374.i, i64 1)
  %.1474.us.us.us.us.us.1.us.us.us.us.i382.i = lshr i64 %.1330.us.us.us.us.us.1.us.us.us.us.i377.i, 1
  %.1476.us.us.us.us.us.1.us.us.us.us.i383.i = or i64 %"$phi650.5.2.8.us.us.us.us.us.1.us.us.us.us.i380.i", %.1474.us.us.us.us.us.1.us.us.us.us.i382.i
  %scevgep651.i = getelementptr i8, ptr %lsr.iv79.i134.i, i64 %204
  %scevgep652.i = getelementptr i8, ptr %scevgep651.i, i64 -8
  %.1522.us.us.us.us.us.1.us.us.us.us.i386.i = load i64, ptr %scevgep652.i, align 8
  %206 = and i64 %.1469.us.us.us.us.us.1.us.us.us.us.i381.i, %.1476.us.us.us.us.us.1.us.us.us.us.i383.i
  %207 = and i64 %206, %.1522.us.us.us.us.us.1.us.us.us.us.i386.i
  %.1524.us.us.us.us.us.1.us.us.us.us.i387.i = and i64 %207, %.1330.us.us.us.us.us.1.us.us.us.us.i377.i
  store i64 %.1524.us.us.us.us.us.1.us.us.us.us.i387.i, ptr %scevgep652.i, align 8
  %lsr.iv.next144.i388.i = add nuw i64 %lsr.iv143.i373.i, 1
  %exitcond54.i = icmp eq i64 %lsr.iv143.i373.i, %arg.bits.5.2.fr.i.i.i
  br i1 %exitcond54.i, label %B987.us.us.us.1.us.us.us.us.i211.i, label %B510.us.us.us.us.us.1.us.us.us.us.i372.i
B987.us.us.us.1.us.us.us.us.i211.i:
  br i1 %.1029.us.us.us.not.us.us.us.us.i206.i, label %B388.us.us.us.2.us.us.us.us.i246.i, label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i212.i
B388.us.us.us.2.us.us.us.us.i246.i:
  %or.cond488.i = select i1 %or.cond.fr.us.us.us.us.us.us.i202.i, i1 %188, i1 false
  br i1 %or.cond488.i, label %B510.lr.ph.split.us.us.us.us.2.us.us.us.us.i249.i, label %B308.B270.loopexit_crit_edge.us.us.sink.split.us.us.us.us.i247.i
B308.B270.loopexit_crit_edge.us.us.sink.split.us.us.us.us.i247.i:
  tail call void @llvm.memset.p0.i64(ptr align 8 %scevgep.us.us.us.us.i187.i, i8 0, i64 %83, i1 false)
  br label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i212.i
B510.lr.ph.split.us.us.us.us.2.us.us.us.us.i249.i:
  %.1357.us.us.us.2.us.us.us.us.i250.i = icmp slt i64 %.1023.us.us.us.us.us.us.us.i205.i, %.16
  %208 = add i64 %.1292.us.us.us.us.us.us.i204.i, %lsr.iv93.i194.i
  %209 = mul i64 %208, %82
  %210 = add i64 %209, 8
  %211 = mul i64 %210, %arg.bits.5.2.fr.i.i.i
  br i1 %.1357.us.us.us.2.us.us.us.us.i250.i, label %B510.us.us.us.us.us.2.us.us.us.us.preheader.i298.i, label %B510.us.us756.us.us.2.us.us.us.us.preheader.i251.i
B510.us.us.us.us.us.2.us.us.us.us.preheader.i298.i:
  %scevgep674.i = getelementptr i8, ptr %lsr.iv129.i131.i, i64 %211
  br label %B510.us.us.us.us.us.2.us.us.us.us.i300.i
B510.us.us756.us.us.2.us.us.us.us.preheader.i251.i:
  br i1 %129, label %B510.us.us756.us.us.2.us.us.us.us.epil.preheader.i285.i, label %B510.us.us756.us.us.2.us.us.us.us.preheader50.i252.i
B510.us.us756.us.us.2.us.us.us.us.preheader50.i252.i:
  %scevgep661.i = getelementptr i8, ptr %lsr.iv.i, i64 %211
  br label %B510.us.us756.us.us.2.us.us.us.us.i254.i
B510.us.us756.us.us.2.us.us.us.us.i254.i:
  %.1215698700.us.us758.us.us.2.us.us.us.us.i255.i = phi i64 [ %.1222.us.us760.us.us.2.us.us.us.us.3.i276.i, %B510.us.us756.us.us.2.us.us.us.us.i254.i ], [ 0, %B510.us.us756.us.us.2.us.us.us.us.preheader50.i252.i ]
  %212 = shl i64 %.1215698700.us.us758.us.us.2.us.us.us.us.i255.i, 3
  %scevgep663.i = getelementptr i8, ptr %scevgep661.i, i64 %212
  %scevgep664.i = getelementptr i8, ptr %scevgep663.i, i64 -16
  %.1330.us.us764.us.us.2.us.us.us.us.i257.i = load i64, ptr %scevgep664.i, align 8
  %scevgep156.i258.i = getelementptr i8, ptr %lsr.iv68.i135.i, i64 %212
  %scevgep157.i259.i = getelementptr i8, ptr %scevgep156.i258.i, i64 -24
  %.1522.us.us768.us.us.2.us.us.us.us.i260.i = load i64, ptr %scevgep157.i259.i, align 8
  %.1524.us.us769.us.us.2.us.us.us.us.i261.i = and i64 %.1522.us.us768.us.us.2.us.us.us.us.i260.i, %.1330.us.us764.us.us.2.us.us.us.us.i257.i
  store i64 %.1524.us.us769.us.us.2.us.us.us.us.i261.i, ptr %scevgep157.i259.i, align 8
  %scevgep668.i = getelementptr i8, ptr %scevgep663.i, i64 -8
  %.1330.us.us764.us.us.2.us.us.us.us.1.i264.i = load i64, ptr %scevgep668.i, align 8
  %scevgep660.i = getelementptr i8, ptr %scevgep156.i258.i, i64 -16
  %.1522.us.us768.us.us.2.us.us.us.us.1.i267.i = load i64, ptr %scevgep660.i, align 8
  %.1524.us.us769.us.us.2.us.us.us.us.1.i268.i = and i64 %.1522.us.us768.us.us.2.us.us.us.us.1.i267.i, %.1330.us.us764.us.us.2.us.us.us.us.1.i264.i
  store i64 %.1524.us.us769.us.us.2.us.us.us.us.1.i268.i, ptr %scevgep660.i, align 8
  %.1330.us.us764.us.us.2.us.us.us.us.2.i271.i = load i64, ptr %scevgep663.i, align 8
  %scevgep658.i = getelementptr i8, ptr %scevgep156.i258.i, i64 -8
  %.1522.us.us768.us.us.2.us.us.us.us.2.i274.i = load i64, ptr %scevgep658.i, align 8
  %.1524.us.us769.us.us.2.us.us.us.us.2.i275.i = and i64 %.1522.us.us768.us.us.2.us.us.us.us.2.i274.i, %.1330.us.us764.us.us.2.us.us.us.us.2.i271.i
  store i64 %.1524.us.us769.us.us.2.us.us.us.us.2.i275.i, ptr %scevgep658.i, align 8
  %.1222.us.us760.us.us.2.us.us.us.us.3.i276.i = add nuw nsw i64 %.1215698700.us.us758.us.us.2.us.us.us.us.i255.i, 4
  %scevgep666.i = getelementptr i8, ptr %scevgep663.i, i64 8
  %.1330.us.us764.us.us.2.us.us.us.us.3.i279.i = load i64, ptr %scevgep666.i, align 8
  %.1522.us.us768.us.us.2.us.us.us.us.3.i281.i = load i64, ptr %scevgep156.i258.i, align 8
  %.1524.us.us769.us.us.2.us.us.us.us.3.i282.i = and i64 %.1522.us.us768.us.us.2.us.us.us.us.3.i281.i, %.1330.us.us764.us.us.2.us.us.us.us.3.i279.i
  store i64 %.1524.us.us769.us.us.2.us.us.us.us.3.i282.i, ptr %scevgep156.i258.i, align 8
  %niter48.ncmp.3.i283.i = icmp eq i64 %unroll_iter.i.i, %.1222.us.us760.us.us.2.us.us.us.us.3.i276.i
  br i1 %niter48.ncmp.3.i283.i, label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.loopexit19.unr-lcssa.i284.i, label %B510.us.us756.us.us.2.us.us.us.us.i254.i
B510.us.us.us.us.us.2.us.us.us.us.i300.i:
  %lsr.iv170.i301.i = phi i64 [ 1, %B510.us.us.us.us.us.2.us.us.us.us.preheader.i298.i ], [ %lsr.iv.next171.i316.i, %B650.us.us.us.us.us.2.us.us.us.us.i307.i ]
  %before.2.6703.us.us.us.us.us.2.us.us.us.us.i302.i = phi i64 [ 0, %B510.us.us.us.us.us.2.us.us.us.us.preheader.i298.i ], [ %.1330.us.us.us.us.us.2.us.us.us.us.i305.i, %B650.us.us.us.us.us.2.us.us.us.us.i307.i ]
  %213 = shl i64 %lsr.iv170.i301.i, 3
  %scevgep675.i = getelementptr i8, ptr %scevgep674.i, i64 %213
  %scevgep676.i = getelementptr i8, ptr %scevgep675.i, i64 -8
  %.1330.us.us.us.us.us.2.us.us.us.us.i305.i = load i64, ptr %scevgep676.i, align 8
  %.1368.us.us.us.us.us.2.us.us.us.us.i306.i = icmp slt i64 %lsr.iv170.i301.i, %arg.bits.5.2.fr.i.i.i
  br i1 %.1368.us.us.us.us.us.2.us.us.us.us.i306.i, label %B598.us.us.us.us.us.2.us.us.us.us.i318.i, label %B650.us.us.us.us.us.2.us.us.us.us.i307.i
B598.us.us.us.us.us.2.us.us.us.us.i318.i:
  %.1449.us.us.us.us.us.2.us.us.us.us.i320.i = load i64, ptr %scevgep675.i, align 8
  %214 = shl i64 %.1449.us.us.us.us.us.2.us.us.us.us.i320.i, 63
  br label %B650.us.us.us.us.us.2.us.us.us.us.i307.i
B650.us.us.us.us.us.2.us.us.us.us.i307.i:
  %"$phi650.5.2.8.us.us.us.us.us.2.us.us.us.us.i308.i" = phi i64 [ %214, %B598.us.us.us.us.us.2.us.us.us.us.i318.i ], [ 0, %B510.us.us.us.us.us.2.us.us.us.us.i300.i ]
  %.1469.us.us.us.us.us.2.us.us.us.us.i309.i = tail call i64 @llvm.fshl.i64(i64 %.1330.us.us.us.us.us.2.us.us.us.us.i305.i, i64 %before.2.6703.us.us.us.us.us.2.us.us.us.us.i302.i, i64 1)
  %.1474.us.us.us.us.us.2.us.us.us.us.i310.i = lshr i64 %.1330.us.us.us.us.us.2.us.us.us.us.i305.i, 1
  %.1476.us.us.us.us.us.2.us.us.us.us.i311.i = or i64 %"$phi650.5.2.8.us.us.us.us.us.2.us.us.us.us.i308.i", %.1474.us.us.us.us.us.2.us.us.us.us.i310.i
  %scevgep672.i = getelementptr i8, ptr %lsr.iv79.i134.i, i64 %213
  %scevgep673.i = getelementptr i8, ptr %scevgep672.i, i64 -8
  %.1522.us.us.us.us.us.2.us.us.us.us.i314.i = load i64, ptr %scevgep673.i, align 8
  %215 = and i64 %.1469.us.us.us.us.us.2.us.us.us.us.i309.i, %.1476.us.us.us.us.us.2.us.us.us.us.i311.i
  %216 = and i64 %215, %.1522.us.us.us.us.us.2.us.us.us.us.i314.i
  %.1524.us.us.us.us.us.2.us.us.us.us.i315.i = and i64 %216, %.1330.us.us.us.us.us.2.us.us.us.us.i305.i
  store i64 %.1524.us.us.us.us.us.2.us.us.us.us.i315.i, ptr %scevgep673.i, align 8
  %lsr.iv.next171.i316.i = add nuw i64 %lsr.iv170.i301.i, 1
  %exitcond55.i = icmp eq i64 %lsr.iv170.i301.i, %arg.bits.5.2.fr.i.i.i
  br i1 %exitcond55.i, label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i212.i, label %B510.us.us.us.us.us.2.us.us.us.us.i300.i
B308.B270.loopexit_crit_edge.us.us.us.us.us.us.loopexit19.unr-lcssa.i284.i:
  br i1 %107, label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i212.i, label %B510.us.us756.us.us.2.us.us.us.us.epil.preheader.i285.i
B510.us.us756.us.us.2.us.us.us.us.epil.preheader.i285.i:
  %.1215698700.us.us758.us.us.2.us.us.us.us.epil.init.i286.i = phi i64 [ %unroll_iter.i.i, %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.loopexit19.unr-lcssa.i284.i ], [ 0, %B510.us.us756.us.us.2.us.us.us.us.preheader.i251.i ]
  %217 = shl i64 %.1215698700.us.us758.us.us.2.us.us.us.us.epil.init.i286.i, 3
  %scevgep166.i287.i = getelementptr i8, ptr %lsr.iv79.i134.i, i64 %217
  %218 = getelementptr i8, ptr %lsr.iv129.i131.i, i64 %211
  %scevgep670.i = getelementptr i8, ptr %218, i64 %217
  br label %B510.us.us756.us.us.2.us.us.us.us.epil.i289.i
B510.us.us756.us.us.2.us.us.us.us.epil.i289.i:
  %epil.iter44.i290.i = phi i64 [ %epil.iter44.next.i296.i, %B510.us.us756.us.us.2.us.us.us.us.epil.i289.i ], [ 0, %B510.us.us756.us.us.2.us.us.us.us.epil.preheader.i285.i ]
  %219 = shl i64 %epil.iter44.i290.i, 3
  %scevgep671.i = getelementptr i8, ptr %scevgep670.i, i64 %219
  %.1330.us.us764.us.us.2.us.us.us.us.epil.i292.i = load i64, ptr %scevgep671.i, align 8
  %scevgep669.i = getelementptr i8, ptr %scevgep166.i287.i, i64 %219
  %.1522.us.us768.us.us.2.us.us.us.us.epil.i294.i = load i64, ptr %scevgep669.i, align 8
  %.1524.us.us769.us.us.2.us.us.us.us.epil.i295.i = and i64 %.1522.us.us768.us.us.2.us.us.us.us.epil.i294.i, %.1330.us.us764.us.us.2.us.us.us.us.epil.i292.i
  store i64 %.1524.us.us769.us.us.2.us.us.us.us.epil.i295.i, ptr %scevgep669.i, align 8
  %epil.iter44.next.i296.i = add i64 %epil.iter44.i290.i, 1
  %epil.iter44.cmp.not.i297.i = icmp eq i64 %xtraiter.i.i, %epil.iter44.next.i296.i
  br i1 %epil.iter44.cmp.not.i297.i, label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i212.i, label %B510.us.us756.us.us.2.us.us.us.us.epil.i289.i
B308.B270.loopexit_crit_edge.us.us.us.us.us.us.loopexit20.unr-lcssa.i356.i:
  br i1 %107, label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i212.i, label %B510.us.us756.us.us.1.us.us.us.us.epil.preheader.i357.i
B510.us.us756.us.us.1.us.us.us.us.epil.preheader.i357.i:
  %.1215698700.us.us758.us.us.1.us.us.us.us.epil.init.i358.i = phi i64 [ %unroll_iter.i.i, %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.loopexit20.unr-lcssa.i356.i ], [ 0, %B510.us.us756.us.us.1.us.us.us.us.preheader.i323.i ]
  %220 = shl i64 %.1215698700.us.us758.us.us.1.us.us.us.us.epil.init.i358.i, 3
  %scevgep139.i359.i = getelementptr i8, ptr %lsr.iv79.i134.i, i64 %220
  %221 = getelementptr i8, ptr %lsr.iv129.i131.i, i64 %.pre64.i
  %scevgep649.i = getelementptr i8, ptr %221, i64 %220
  br label %B510.us.us756.us.us.1.us.us.us.us.epil.i361.i
B510.us.us756.us.us.1.us.us.us.us.epil.i361.i:
  %epil.iter38.i362.i = phi i64 [ %epil.iter38.next.i368.i, %B510.us.us756.us.us.1.us.us.us.us.epil.i361.i ], [ 0, %B510.us.us756.us.us.1.us.us.us.us.epil.preheader.i357.i ]
  %222 = shl i64 %epil.iter38.i362.i, 3
  %scevgep650.i = getelementptr i8, ptr %scevgep649.i, i64 %222
  %.1330.us.us764.us.us.1.us.us.us.us.epil.i364.i = load i64, ptr %scevgep650.i, align 8
  %scevgep648.i = getelementptr i8, ptr %scevgep139.i359.i, i64 %222
  %.1522.us.us768.us.us.1.us.us.us.us.epil.i366.i = load i64, ptr %scevgep648.i, align 8
  %.1524.us.us769.us.us.1.us.us.us.us.epil.i367.i = and i64 %.1522.us.us768.us.us.1.us.us.us.us.epil.i366.i, %.1330.us.us764.us.us.1.us.us.us.us.epil.i364.i
  store i64 %.1524.us.us769.us.us.1.us.us.us.us.epil.i367.i, ptr %scevgep648.i, align 8
  %epil.iter38.next.i368.i = add i64 %epil.iter38.i362.i, 1
  %epil.iter38.cmp.not.i369.i = icmp eq i64 %xtraiter.i.i, %epil.iter38.next.i368.i
  br i1 %epil.iter38.cmp.not.i369.i, label %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i212.i, label %B510.us.us756.us.us.1.us.us.us.us.epil.i361.i
B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i212.i:
  %lsr.iv.next94.i213.i = add i64 %lsr.iv93.i194.i, 1
  %.853.us.us.us.us.us.us.i214.i = icmp sgt i64 %.852805817.us.us.us.us.us.us.i195.i, 1
  br i1 %.853.us.us.us.us.us.us.i214.i, label %B310.us.us.us.preheader.us.us.us.us.i193.i, label %B878.us.us.us.us.us.i216.i
B878.us.us.us.us.us.i216.i:
  %count.2.3859.us.us.us.us.us.i217.i = phi i64 [ %.1880.us.us.us.us.us.i227.i, %B878.us.us.us.us.us.i216.i ], [ %count.3.1902.us.us.us.us.us.i137.i, %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i212.i ]
  %.1677855857.us.us.us.us.us.i218.i = phi i64 [ %.1684.us.us.us.us.us.i219.i, %B878.us.us.us.us.us.i216.i ], [ 0, %B308.B270.loopexit_crit_edge.us.us.us.us.us.us.i212.i ]
  %.1684.us.us.us.us.us.i219.i = add nuw nsw i64 %.1677855857.us.us.us.us.us.i218.i, 1
  %223 = shl i64 %.1677855857.us.us.us.us.us.i218.i, 3
  %scevgep179.i220.i = getelementptr i8, ptr %lsr.iv85.i133.i, i64 %223
  %.1782.us.us.us.us.us.i221.i = load i64, ptr %scevgep179.i220.i, align 8
  %scevgep178.i222.i = getelementptr i8, ptr %lsr.iv79.i134.i, i64 %223
  %.1815.us.us.us.us.us.i223.i = load i64, ptr %scevgep178.i222.i, align 8
  %.1816.us.us.us.us.us.i224.i = xor i64 %.1815.us.us.us.us.us.i223.i, -1
  %.1817.us.us.us.us.us.i225.i = and i64 %.1782.us.us.us.us.us.i221.i, %.1816.us.us.us.us.us.i224.i
  store i64 %.1817.us.us.us.us.us.i225.i, ptr %scevgep178.i222.i, align 8
  %.1878.us.us.us.us.us.i226.i = tail call i64 @llvm.ctpop.i64(i64 %.1817.us.us.us.us.us.i225.i)
  %.1880.us.us.us.us.us.i227.i = add nsw i64 %.1878.us.us.us.us.us.i226.i, %count.2.3859.us.us.us.us.us.i217.i
  %exitcond998.not.us.us.us.us.i228.i = icmp eq i64 %arg.bits.5.2.fr.i.i.i, %.1684.us.us.us.us.us.i219.i
  br i1 %exitcond998.not.us.us.us.us.i228.i, label %B988.us.us.us.us.us.i229.i, label %B878.us.us.us.us.us.i216.i
B988.us.us.us.us.us.i229.i:
  %count.5.2.us.us.us.us.us.i230.i = phi i64 [ %count.3.1902.us.us.us.us.us.i137.i, %B222.us.us.us.us.us.i182.i ], [ %.1880.us.us.us.us.us.i227.i, %B878.us.us.us.us.us.i216.i ]
  %scevgep57.i231.i = getelementptr i8, ptr %lsr.iv56.i136.i, i64 %83
  %scevgep69.i232.i = getelementptr i8, ptr %lsr.iv68.i135.i, i64 %.33
  %scevgep80.i233.i = getelementptr i8, ptr %lsr.iv79.i134.i, i64 %.33
  %scevgep86.i234.i = getelementptr i8, ptr %lsr.iv85.i133.i, i64 %83
  %lsr.iv.next.i235.i = add nsw i64 %lsr.iv90.i132.i, 1
  %scevgep130.i236.i = getelementptr i8, ptr %lsr.iv129.i131.i, i64 %83
  %scevgep639.i = getelementptr i8, ptr %lsr.iv.i, i64 %83
  %exitcond999.not.us.us.us.us.i237.i = icmp eq i64 %.14, %.351.us.us.us.us.us.i184.i
  br i1 %exitcond999.not.us.us.us.us.i237.i, label %B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i238.i, label %B100.endif.us.us.us.us.us.i130.i
B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i238.i:
  %.223.us.us.us.i239.i = add nuw nsw i64 %.216917945.us.us.us.i129.i, 1
  %scevgep55.i240.i = getelementptr i8, ptr %lsr.iv.i127.i, i64 %85
  %scevgep67.i241.i = getelementptr i8, ptr %lsr.iv66.i126.i, i64 %126
  %scevgep78.i242.i = getelementptr i8, ptr %lsr.iv77.i125.i, i64 %126
  %scevgep84.i243.i = getelementptr i8, ptr %lsr.iv83.i124.i, i64 %85
  %lsr.iv.next92.i244.i = add nsw i64 %lsr.iv91.i123.i, 1
  %exitcond1000.not.us.us.i245.i = icmp eq i64 %.223.us.us.us.i239.i, %.13
  br i1 %exitcond1000.not.us.us.i245.i, label %v2, label %B64.endif.us.us.us.i122.i
v1:
  store i64 0, ptr %.23, align 8
  br label %v2
v2:
  %count.4.0.lcssa.i21.i = phi i64 [ 0, %v1 ], [ %count.5.2.us.us.us.us.us.i230.i, %B98.B62.loopexit_crit_edge.us.split.us.us.split.us.us.i238.i ]
  %224 = getelementptr i8, ptr %.23, i64 8
  store i64 %count.4.0.lcssa.i21.i, ptr %224, align 8
  ret i64 0
}
define i64 @segeval_elements(ptr readonly %.1, i64 %.2, i64 %.3, i64 %.4, i64 %.5, i64 %.6, i64 %.7, ptr writeonly %.8, i64 %.9, i64 %.10, i64 %.11, i64 %.12) local_unnamed_addr {
.14:
  %.15 = shl i64 %.5, 3
  %.93.i = icmp slt i64 %.6, 0
  %.94.i = select i1 %.93.i, i64 %.2, i64 0
  %.95.i = add i64 %.94.i, %.6
  %.195.i = add i64 %.2, -2
  %.196.i = add i64 %.195.i, %.6
  %.224.i = icmp slt i64 %.196.i, 0
  %.225.i = select i1 %.224.i, i64 %.2, i64 0
  %.226.i = add i64 %.225.i, %.196.i
  %.341.i = select i1 %.93.i, i64 %.9, i64 0
  %.342.i = add i64 %.341.i, %.6
  %.369.i = mul i64 %.12, %.11
  %.370.i = mul i64 %.342.i, %.10
  %.374.i = mul i64 %.370.i, %.369.i
  %.376.i = getelementptr i64, ptr %.8, i64 %.374.i
  %.487.not.i = icmp eq i64 %.7, 0
  %spec.select.neg.i = sext i1 %.487.not.i to i64
  %.605913.not.i = icmp slt i64 %.10, 1
  br i1 %.605913.not.i, label %v3, label %B156.endif.lr.ph.i
B156.endif.lr.ph.i:
  %.750822.not.i = icmp slt i64 %.11, 1
  %.895756.not.i = icmp slt i64 %.12, 1
  %or.cond.i = select i1 %.750822.not.i, i1 true, i1 %.895756.not.i
  br i1 %or.cond.i, label %v3, label %B156.endif.us.us.preheader.i
B156.endif.us.us.preheader.i:
  %0 = mul i64 %.5, %.4
  %1 = mul i64 %.226.i, %.3
  %2 = add i64 %1, %spec.select.neg.i
  %3 = shl i64 %2, 3
  %4 = mul i64 %3, %0
  %scevgep.i = getelementptr i8, ptr %.1, i64 %4
  %5 = shl i64 %0, 3
  %6 = mul i64 %.95.i, %.3
  %7 = add i64 %6, %spec.select.neg.i
  %8 = shl i64 %7, 3
  %9 = mul i64 %8, %0
  %scevgep192.i = getelementptr i8, ptr %.1, i64 %9
  %10 = mul i64 %3, %.4
  %11 = add i64 %10, -8
  %12 = mul i64 %11, %.5
  %scevgep202.i = getelementptr i8, ptr %.1, i64 %12
  %13 = mul i64 %8, %.4
  %14 = add i64 %13, -8
  %15 = mul i64 %14, %.5
  %scevgep212.i = getelementptr i8, ptr %.1, i64 %15
  br label %B156.endif.us.us.i
B156.endif.us.us.i:
  %lsr.iv213.i = phi ptr [ %scevgep212.i, %B156.endif.us.us.preheader.i ], [ %scevgep214.i, %B210.B154.loopexit_crit_edge.split.us.us.us.i ]
  %lsr.iv203.i = phi ptr [ %scevgep202.i, %B156.endif.us.us.preheader.i ], [ %scevgep204.i, %B210.B154.loopexit_crit_edge.split.us.us.us.i ]
  %lsr.iv193.i = phi ptr [ %scevgep192.i, %B156.endif.us.us.preheader.i ], [ %scevgep194.i, %B210.B154.loopexit_crit_edge.split.us.us.us.i ]
  %lsr.iv181.i = phi ptr [ %scevgep.i, %B156.endif.us.us.preheader.i ], [ %scevgep182.i, %B210.B154.loopexit_crit_edge.split.us.us.us.i ]
  %count.4.0922.us.us.i = phi i64 [ 0, %B156.endif.us.us.preheader.i ], [ %.1484.us.us.us.us.i, %B210.B154.loopexit_crit_edge.split.us.us.us.i ]
  %.611886920.us.us.i = phi i64 [ 0, %B156.endif.us.us.preheader.i ], [ %.618.us.us.i, %B210.B154.loopexit_crit_edge.split.us.us.us.i ]
  %.944.us.us.i = add nsw i64 %.611886920.us.us.i, %spec.select.neg.i
  %.1391.us.us.i = mul i64 %.611886920.us.us.i, %.369.i
  %16 = getelementptr i64, ptr %.376.i, i64 %.1391.us.us.i
  br label %B212.endif.us.us.us.i
B212.endif.us.us.us.i:
  %lsr.iv215.i = phi ptr [ %scevgep216.i, %B266.B210.loopexit_crit_edge.split.us.us.us.us.i ], [ %lsr.iv213.i, %B156.endif.us.us.i ]
  %lsr.iv205.i = phi ptr [ %scevgep206.i, %B266.B210.loopexit_crit_edge.split.us.us.us.us.i ], [ %lsr.iv203.i, %B156.endif.us.us.i ]
  %lsr.iv195.i = phi ptr [ %scevgep196.i, %B266.B210.loopexit_crit_edge.split.us.us.us.us.i ], [ %lsr.iv193.i, %B156.endif.us.us.i ]
  %lsr.iv183.i = phi ptr [ %scevgep184.i, %B266.B210.loopexit_crit_edge.split.us.us.us.us.i ], [ %lsr.iv181.i, %B156.endif.us.us.i ]
  %count.3.1829.us.us.us.i = phi i64 [ %.1484.us.us.us.us.i, %B266.B210.loopexit_crit_edge.split.us.us.us.us.i ], [ %count.4.0922.us.us.i, %B156.endif.us.us.i ]
  %.756801827.us.us.us.i = phi i64 [ %.763.us.us.us.i, %B266.B210.loopexit_crit_edge.split.us.us.us.us.i ], [ 0, %B156.endif.us.us.i ]
  %.1393.us.us.us.i = mul i64 %.756801827.us.us.us.i, %.12
  %17 = getelementptr i64, ptr %16, i64 %.1393.us.us.us.i
  %.90.i.i = icmp eq i64 %.756801827.us.us.us.i, 0
  %.116.i.i = icmp sgt i64 %.756801827.us.us.us.i, %.4
  %18 = icmp slt i64 %.756801827.us.us.us.i, %.4
  br label %B268.endif.us.us.us.us.i
B268.endif.us.us.us.us.i:
  %lsr.iv217.i = phi ptr [ %scevgep218.i, %B342.B514_crit_edge.split.us.us.us.us.us.i ], [ %lsr.iv215.i, %B212.endif.us.us.us.i ]
  %lsr.iv207.i = phi ptr [ %scevgep208.i, %B342.B514_crit_edge.split.us.us.us.us.us.i ], [ %lsr.iv205.i, %B212.endif.us.us.us.i ]
  %lsr.iv197.i = phi ptr [ %scevgep198.i, %B342.B514_crit_edge.split.us.us.us.us.us.i ], [ %lsr.iv195.i, %B212.endif.us.us.us.i ]
  %lsr.iv185.i = phi ptr [ %scevgep186.i, %B342.B514_crit_edge.split.us.us.us.us.us.i ], [ %lsr.iv183.i, %B212.endif.us.us.us.i ]
  %count.2.2761.us.us.us.us.i = phi i64 [ %.1484.us.us.us.us.i, %B342.B514_crit_edge.split.us.us.us.us.us.i ], [ %count.3.1829.us.us.us.i, %B212.endif.us.us.us.i ]
  %.901742759.us.us.us.us.i = phi i64 [ %.908.us.us.us.us.i, %B342.B514_crit_edge.split.us.us.us.us.us.i ], [ 0, %B212.endif.us.us.us.i ]
  %19 = icmp slt i64 %.901742759.us.us.us.us.i, %.5
  %20 = icmp eq i64 %.901742759.us.us.us.us.i, 0
  br label %B344.endif.endif.us.us.us.us.us.i
B344.endif.endif.us.us.us.us.us.i:
  %lsr.iv187.i = phi i64 [ %lsr.iv.next188.i, %B392.endif.endif.us.us.us.us.us.1.i ], [ 0, %B268.endif.us.us.us.us.i ]
  %lsr.iv.i = phi i1 [ false, %B392.endif.endif.us.us.us.us.us.1.i ], [ %.487.not.i, %B268.endif.us.us.us.us.i ]
  %some.3.3716.us.us.us.us.us.i = phi i64 [ %.1204.sroa.9.5140.i, %B392.endif.endif.us.us.us.us.us.1.i ], [ 0, %B268.endif.us.us.us.us.i ]
  %every.3.3715.us.us.us.us.us.i = phi i64 [ %.1291.us.us.us.us.us.1.i, %B392.endif.endif.us.us.us.us.us.1.i ], [ -1, %B268.endif.us.us.us.us.i ]
  %.1032705713.us.us.us.us.us.i = phi i64 [ %.1039.us.us.us.us.us.i, %B392.endif.endif.us.us.us.us.us.1.i ], [ %.944.us.us.i, %B268.endif.us.us.us.us.i ]
  %.40.i.i = icmp sgt i64 %.1032705713.us.us.us.us.us.i, -1
  br i1 %.40.i.i, label %B20.i.i, label %B392.endif.endif.us.us.us.us.us.1.i
B20.i.i:
  %.66.i.i = icmp sge i64 %.1032705713.us.us.us.us.us.i, %.3
  %21 = or i1 %.90.i.i, %.66.i.i
  %brmerge.i = select i1 %21, i1 true, i1 %.116.i.i
  br i1 %brmerge.i, label %B20.i39.i, label %B138.i.i
B138.i.i:
  br i1 %19, label %B172.i.i, label %B206.i.i
B172.i.i:
  %scevgep219.i = getelementptr i8, ptr %lsr.iv217.i, i64 %lsr.iv187.i
  %.275.i.i = load i64, ptr %scevgep219.i, align 8
  br label %B206.i.i
B206.i.i:
  %"$phi206.0.2.0.i.i" = phi i64 [ %.275.i.i, %B172.i.i ], [ 0, %B138.i.i ]
  br i1 %20, label %B20.i5.thread.i, label %B220.i.i
B220.i.i:
  %scevgep220.i = getelementptr i8, ptr %lsr.iv217.i, i64 %lsr.iv187.i
  %scevgep221.i = getelementptr i8, ptr %scevgep220.i, i64 -8
  %.376.i.i = load i64, ptr %scevgep221.i, align 8
  %.389.i.i = lshr i64 %.376.i.i, 63
  br label %B20.i5.thread.i
B20.i5.thread.i:
  %"$phi302.0.2.0.i.i" = phi i64 [ %.389.i.i, %B220.i.i ], [ 0, %B206.i.i ]
  %.416.i.i = shl i64 %"$phi206.0.2.0.i.i", 1
  %.417.i.i = or i64 %"$phi302.0.2.0.i.i", %.416.i.i
  %22 = or i64 %some.3.3716.us.us.us.us.us.i, %.417.i.i
  %23 = or i64 %22, %"$phi206.0.2.0.i.i"
  br i1 %19, label %B172.i29.i, label %B206.i13.i
B172.i29.i:
  %scevgep209.i = getelementptr i8, ptr %lsr.iv207.i, i64 %lsr.iv187.i
  %.275.i33.i = load i64, ptr %scevgep209.i, align 8
  br label %B206.i13.i
B206.i13.i:
  %"$phi206.0.2.0.i14.i" = phi i64 [ %.275.i33.i, %B172.i29.i ], [ 0, %B20.i5.thread.i ]
  br i1 %20, label %B392.endif.endif.us.us.us.us.us.thread.i, label %B220.i22.i
B220.i22.i:
  %scevgep210.i = getelementptr i8, ptr %lsr.iv207.i, i64 %lsr.iv187.i
  %scevgep211.i = getelementptr i8, ptr %scevgep210.i, i64 -8
  %.376.i27.i = load i64, ptr %scevgep211.i, align 8
  %.389.i28.i = lshr i64 %.376.i27.i, 63
  br label %B392.endif.endif.us.us.us.us.us.thread.i
B392.endif.endif.us.us.us.us.us.thread.i:
  %"$phi302.0.2.0.i18.i" = phi i64 [ %.389.i28.i, %B220.i22.i ], [ 0, %B206.i13.i ]
  %.416.i19.i = shl i64 %"$phi206.0.2.0.i14.i", 1
  %.417.i20.i = or i64 %"$phi302.0.2.0.i18.i", %.416.i19.i
  %24 = and i64 %every.3.3715.us.us.us.us.us.i, %.417.i20.i
  %25 = and i64 %24, %"$phi206.0.2.0.i14.i"
  br label %B20.i39.i
B20.i39.i:
  %.1291.us.us.us.us.us136.i = phi i64 [ %25, %B392.endif.endif.us.us.us.us.us.thread.i ], [ 0, %B20.i.i ]
  %.1204.sroa.9.4124132.i = phi i64 [ %23, %B392.endif.endif.us.us.us.us.us.thread.i ], [ %some.3.3716.us.us.us.us.us.i, %B20.i.i ]
  %.66.i40.i = icmp slt i64 %.1032705713.us.us.us.us.us.i, %.3
  %or.cond10.i = select i1 %.66.i40.i, i1 %18, i1 false
  br i1 %or.cond10.i, label %B138.i45.i, label %B392.endif.endif.us.us.us.us.us.1.i
B138.i45.i:
  br i1 %19, label %B172.i63.i, label %B206.i47.i
B172.i63.i:
  %scevgep199.i = getelementptr i8, ptr %lsr.iv197.i, i64 %lsr.iv187.i
  %.275.i67.i = load i64, ptr %scevgep199.i, align 8
  br label %B206.i47.i
B206.i47.i:
  %"$phi206.0.2.0.i48.i" = phi i64 [ %.275.i67.i, %B172.i63.i ], [ 0, %B138.i45.i ]
  br i1 %20, label %B138.i79.i, label %B220.i56.i
B220.i56.i:
  %scevgep200.i = getelementptr i8, ptr %lsr.iv197.i, i64 %lsr.iv187.i
  %scevgep201.i = getelementptr i8, ptr %scevgep200.i, i64 -8
  %.376.i61.i = load i64, ptr %scevgep201.i, align 8
  %.389.i62.i = lshr i64 %.376.i61.i, 63
  br label %B138.i79.i
B138.i79.i:
  %"$phi302.0.2.0.i52.i" = phi i64 [ %.389.i62.i, %B220.i56.i ], [ 0, %B206.i47.i ]
  %.416.i53.i = shl i64 %"$phi206.0.2.0.i48.i", 1
  %.417.i54.i = or i64 %"$phi302.0.2.0.i52.i", %.416.i53.i
  %26 = or i64 %.1204.sroa.9.4124132.i, %.417.i54.i
  %27 = or i64 %26, %"$phi206.0.2.0.i48.i"
  br i1 %19, label %B172.i97.i, label %B206.i81.i
B172.i97.i:
  %scevgep189.i = getelementptr i8, ptr %lsr.iv185.i, i64 %lsr.iv187.i
  %.275.i101.i = load i64, ptr %scevgep189.i, align 8
  br label %B206.i81.i
B206.i81.i:
  %"$phi206.0.2.0.i82.i" = phi i64 [ %.275.i101.i, %B172.i97.i ], [ 0, %B138.i79.i ]
  br i1 %20, label %B302.i85.i, label %B220.i90.i
B220.i90.i:
  %scevgep190.i = getelementptr i8, ptr %lsr.iv185.i, i64 %lsr.iv187.i
  %scevgep191.i = getelementptr i8, ptr %scevgep190.i, i64 -8
  %.376.i95.i = load i64, ptr %scevgep191.i, align 8
  %.389.i96.i = lshr i64 %.376.i95.i, 63
  br label %B302.i85.i
B302.i85.i:
  %"$phi302.0.2.0.i86.i" = phi i64 [ %.389.i96.i, %B220.i90.i ], [ 0, %B206.i81.i ]
  %.416.i87.i = shl i64 %"$phi206.0.2.0.i82.i", 1
  %.417.i88.i = or i64 %"$phi302.0.2.0.i86.i", %.416.i87.i
  %28 = and i64 %.1291.us.us.us.us.us136.i, %.417.i88.i
  %29 = and i64 %28, %"$phi206.0.2.0.i82.i"
  br label %B392.endif.endif.us.us.us.us.us.1.i
B392.endif.endif.us.us.us.us.us.1.i:
  %.1204.sroa.9.5140.i = phi i64 [ %27, %B302.i85.i ], [ %some.3.3716.us.us.us.us.us.i, %B344.endif.endif.us.us.us.us.us.i ], [ %.1204.sroa.9.4124132.i, %B20.i39.i ]
  %.1291.us.us.us.us.us.1.i = phi i64 [ %29, %B302.i85.i ], [ 0, %B344.endif.endif.us.us.us.us.us.i ], [ 0, %B20.i39.i ]
  %lsr.iv.next188.i = add i64 %lsr.iv187.i, %5
  %.1039.us.us.us.us.us.i = add i64 %.1032705713.us.us.us.us.us.i, 1
  br i1 %lsr.iv.i, label %B344.endif.endif.us.us.us.us.us.i, label %B342.B514_crit_edge.split.us.us.us.us.us.i
B342.B514_crit_edge.split.us.us.us.us.us.i:
  %.908.us.us.us.us.i = add nuw nsw i64 %.901742759.us.us.us.us.i, 1
  %.1317.us.us.us.us.i = xor i64 %.1291.us.us.us.us.us.1.i, -1
  %.1321.us.us.us.us.i = and i64 %.1204.sroa.9.5140.i, %.1317.us.us.us.us.i
  %30 = getelementptr i64, ptr %17, i64 %.901742759.us.us.us.us.i
  store i64 %.1321.us.us.us.us.i, ptr %30, align 8
  %.1482.us.us.us.us.i = tail call i64 @llvm.ctpop.i64(i64 %.1321.us.us.us.us.i)
  %.1484.us.us.us.us.i = add nsw i64 %.1482.us.us.us.us.i, %count.2.2761.us.us.us.us.i
  %scevgep186.i = getelementptr i8, ptr %lsr.iv185.i, i64 8
  %scevgep198.i = getelementptr i8, ptr %lsr.iv197.i, i64 8
  %scevgep208.i = getelementptr i8, ptr %lsr.iv207.i, i64 8
  %scevgep218.i = getelementptr i8, ptr %lsr.iv217.i, i64 8
  %exitcond.not.i = icmp eq i64 %.12, %.908.us.us.us.us.i
  br i1 %exitcond.not.i, label %B266.B210.loopexit_crit_edge.split.us.us.us.us.i, label %B268.endif.us.us.us.us.i
B266.B210.loopexit_crit_edge.split.us.us.us.us.i:
  %.763.us.us.us.i = add nuw nsw i64 %.756801827.us.us.us.i, 1
  %scevgep184.i = getelementptr i8, ptr %lsr.iv183.i, i64 %.15
  %scevgep196.i = getelementptr i8, ptr %lsr.iv195.i, i64 %.15
  %scevgep206.i = getelementptr i8, ptr %lsr.iv205.i, i64 %.15
  %scevgep216.i = getelementptr i8, ptr %lsr.iv215.i, i64 %.15
  %exitcond1126.not.i = icmp eq i64 %.11, %.763.us.us.us.i
  br i1 %exitcond1126.not.i, label %B210.B154.loopexit_crit_edge.split.us.us.us.i, label %B212.endif.us.us.us.i
B210.B154.loopexit_crit_edge.split.us.us.us.i:
  %.618.us.us.i = add nuw nsw i64 %.611886920.us.us.i, 1
  %scevgep182.i = getelementptr i8, ptr %lsr.iv181.i, i64 %5
  %scevgep194.i = getelementptr i8, ptr %lsr.iv193.i, i64 %5
  %scevgep204.i = getelementptr i8, ptr %lsr.iv203.i, i64 %5
  %scevgep214.i = getelementptr i8, ptr %lsr.iv213.i, i64 %5
  %exitcond1127.not.i = icmp eq i64 %.10, %.618.us.us.i
  br i1 %exitcond1127.not.i, label %v3, label %B156.endif.us.us.i
v3:
  %count.4.0.lcssa.i = phi i64 [ 0, %.14 ], [ 0, %B156.endif.lr.ph.i ], [ %.1484.us.us.us.us.i, %B210.B154.loopexit_crit_edge.split.us.us.us.i ]
  ret i64 %count.4.0.lcssa.i
}
define i64 @segeval_masks(ptr readonly %.1, i64 %.2, ptr readonly %.3, i64 %.4, ptr readonly %.5, i64 %.6, ptr readonly %.7, i64 %.8, ptr readonly %.9, i64 %.10, ptr %.11, i64 %.12, i64 %.13, i64 %.14, i64 %.15) local_unnamed_addr {
.17:
  %arg.values.2.fr.i9.i.i = freeze i64 %.10
  %arg.bits.5.2.fr.i.i.i = freeze i64 %.15
  %.132.i.i = load i64, ptr %.5, align 8
  %.160.i.i = getelementptr i8, ptr %.5, i64 8
  %.161.i.i = load i64, ptr %.160.i.i, align 8
  %.207.i.i = icmp slt i64 %.6, 3
  br i1 %.207.i.i, label %B0.else.endif.if.i.i, label %B88.lr.ph.i.i
B88.i.i:
  %.470.not.i.i = phi i1 [ true, %B88.lr.ph.i.i ], [ false, %B466.i.i ]
  %exitcond751.not.i.i = phi i1 [ false, %B88.lr.ph.i.i ], [ true, %B466.i.i ]
  %.434686723.i.i = phi i64 [ 0, %B88.lr.ph.i.i ], [ 1, %B466.i.i ]
  %arg.reference.5.0.arg.prediction.5.0.i.i = select i1 %.470.not.i.i, i64 %.2, i64 %.4
  %arg.reference.4.arg.prediction.4.i.i = select i1 %.470.not.i.i, ptr %.1, ptr %.3
  %.584.i.i = mul nuw nsw i64 %.434686723.i.i, %.579.reass.i.i
  %.586.i.i = getelementptr i64, ptr %.11, i64 %.584.i.i
  %.107.i.i.i = load i64, ptr %sunkaddr.i, align 8
  %.137.i.i.i = load i64, ptr %sunkaddr120.i, align 8
  %.174.i.i.i = sub i64 %.137.i.i.i, %.107.i.i.i
  %..174.i.i.i = tail call i64 @llvm.smax.i64(i64 %.174.i.i.i, i64 0)
  %.219596.not.i.i.i = icmp slt i64 %.174.i.i.i, 1
  %brmerge306.i.i = or i1 %.1239624.not.i.i, %.219596.not.i.i.i
  br i1 %brmerge306.i.i, label %B100.endif.i.i, label %B62.endif.lr.ph.split.us.i.i.i
B62.endif.lr.ph.split.us.i.i.i:
  br i1 %91, label %B62.endif.us.us.preheader.i.i.i, label %B62.endif.us.preheader.i.i.i
B62.endif.us.us.preheader.i.i.i:
  %0 = add i64 %arg.reference.5.0.arg.prediction.5.0.i.i, 1
  br label %B62.endif.us.us.i.i.i
B62.endif.us.preheader.i.i.i:
  br i1 %92, label %B62.endif.us.us7.i.preheader.i.i, label %B62.endif.us.i.preheader.i.i
B62.endif.us.i.preheader.i.i:
  %1 = mul nuw nsw i64 %.434686723.i.i, %84
  %scevgep340.i.i = getelementptr i8, ptr %scevgep.i.i, i64 %1
  br label %B62.endif.us.i.i.i
B62.endif.us.us7.i.preheader.i.i:
  %2 = mul nuw nsw i64 %.434686723.i.i, %93
  br label %B62.endif.us.us7.i.i.i
B62.endif.us.us7.i.i.i:
  %.218564602.us.us8.i.i.i = phi i64 [ %.228.us.us10.i.i.i, %B60.loopexit.us.us15.i.i.i ], [ %..174.i.i.i, %B62.endif.us.us7.i.preheader.i.i ]
  %.225567601.us.us9.i.i.i = phi i64 [ %.232.us.us11.i.i.i, %B60.loopexit.us.us15.i.i.i ], [ %.107.i.i.i, %B62.endif.us.us7.i.preheader.i.i ]
  %.228.us.us10.i.i.i = add nsw i64 %.218564602.us.us8.i.i.i, -1
  %.232.us.us11.i.i.i = add i64 %.225567601.us.us9.i.i.i, 1
  %.289.us.us12.i.i.i = load i64, ptr %sunkaddr152.i, align 8
  %.319.us.us13.i.i.i = load i64, ptr %sunkaddr154.i, align 8
  %.356.us.us14.i.i.i = sub i64 %.319.us.us13.i.i.i, %.289.us.us12.i.i.i
  %.399450.us.not.us.i.i.i = icmp slt i64 %.356.us.us14.i.i.i, 1
  br i1 %.399450.us.not.us.i.i.i, label %B60.loopexit.us.us15.i.i.i, label %B200.endif.endif.us473.us.peel.us.us.preheader.i.i.i
B200.endif.endif.us473.us.peel.us.us.preheader.i.i.i:
  %3 = add nuw i64 %.356.us.us14.i.i.i, 1
  %4 = add i64 %.225567601.us.us9.i.i.i, %2
  br label %B200.endif.endif.us473.us.peel.us.us.i.i.i
B60.loopexit.us.us15.i.i.i:
  %.219.us.us16.i.i.i = icmp ugt i64 %.218564602.us.us8.i.i.i, 1
  br i1 %.219.us.us16.i.i.i, label %B62.endif.us.us7.i.i.i, label %B100.endif.i.i
B200.endif.endif.us473.us.peel.us.us.i.i.i:
  %lsr.iv.i.i.i = phi i64 [ %3, %B200.endif.endif.us473.us.peel.us.us.preheader.i.i.i ], [ %lsr.iv.next.i.i.i, %B200.endif.endif.us473.us.peel.us.us.i.i.i ]
  %.405433453.us.us612.us.us.i.i.i = phi i64 [ %.289.us.us12.i.i.i, %B200.endif.endif.us473.us.peel.us.us.preheader.i.i.i ], [ %.412.us.us616.us.us.i.i.i, %B200.endif.endif.us473.us.peel.us.us.i.i.i ]
  %.412.us.us616.us.us.i.i.i = add i64 %.405433453.us.us612.us.us.i.i.i, 1
  %.919.us474.us.peel.us.us.i.i.i = load i64, ptr %sunkaddr.i, align 8
  %.951.us476.us.peel.us.us.i.i.i = load i64, ptr %sunkaddr152.i, align 8
  %5 = sub i64 %.405433453.us.us612.us.us.i.i.i, %.951.us476.us.peel.us.us.i.i.i
  %.990.us478.us.peel.us.us.i.i.i = icmp slt i64 %.225567601.us.us9.i.i.i, %.919.us474.us.peel.us.us.i.i.i
  %.991.us479.us.peel.us.us.i.i.i = select i1 %.990.us478.us.peel.us.us.i.i.i, i64 %.13, i64 0
  %.993.us481.us.peel.us.us.i.i.i = icmp slt i64 %5, 0
  %6 = select i1 %.993.us481.us.peel.us.us.i.i.i, i64 %82, i64 0
  %7 = sub i64 %4, %.919.us474.us.peel.us.us.i.i.i
  %reass.add.i = add i64 %7, %.991.us479.us.peel.us.us.i.i.i
  %8 = mul i64 %reass.add.i, %82
  %9 = shl i64 %.951.us476.us.peel.us.us.i.i.i, 3
  %10 = sub i64 %6, %9
  %11 = getelementptr i8, ptr %.11, i64 %10
  %scevgep51.i = getelementptr i8, ptr %11, i64 %8
  %12 = shl i64 %.405433453.us.us612.us.us.i.i.i, 3
  %scevgep52.i = getelementptr i8, ptr %scevgep51.i, i64 %12
  store i64 0, ptr %scevgep52.i, align 8
  %lsr.iv.next.i.i.i = add i64 %lsr.iv.i.i.i, -1
  %.399.us.us617.us.us.i.i.i = icmp ugt i64 %lsr.iv.next.i.i.i, 1
  br i1 %.399.us.us617.us.us.i.i.i, label %B200.endif.endif.us473.us.peel.us.us.i.i.i, label %B60.loopexit.us.us15.i.i.i
B62.endif.us.us.i.i.i:
  %.218564602.us.us.i.i.i = phi i64 [ %.228.us.us.i.i.i, %B60.loopexit.us.us.i.i.i ], [ %..174.i.i.i, %B62.endif.us.us.preheader.i.i.i ]
  %.225567601.us.us.i.i.i = phi i64 [ %.232.us.us.i.i.i, %B60.loopexit.us.us.i.i.i ], [ %.107.i.i.i, %B62.endif.us.us.preheader.i.i.i ]
  %.228.us.us.i.i.i = add nsw i64 %.218564602.us.us.i.i.i, -1
  %.232.us.us.i.i.i = add i64 %.225567601.us.us.i.i.i, 1
  %.289.us.us.i.i.i = load i64, ptr %sunkaddr152.i, align 8
  %.319.us.us.i.i.i = load i64, ptr %sunkaddr154.i, align 8
  %.356.us.us.i.i.i = sub i64 %.319.us.us.i.i.i, %.289.us.us.i.i.i
  %.399450.us.us.not.i.i.i = icmp slt i64 %.356.us.us.i.i.i, 1
  br i1 %.399450.us.us.not.i.i.i, label %B60.loopexit.us.us.i.i.i, label %B122.endif.lr.ph.us.us.i.i.i
B60.loopexit.us.us.i.i.i:
  %.219.us.us.i.i.i = icmp sgt i64 %.218564602.us.us.i.i.i, 1
  br i1 %.219.us.us.i.i.i, label %B62.endif.us.us.i.i.i, label %B100.endif.i.i
B122.endif.lr.ph.us.us.i.i.i:
  %.442.us.us.i.i.i = mul nsw i64 %.225567601.us.us.i.i.i, %.132.i.i
  br label %B122.endif.us.us.us.us.i.i.i
B122.endif.us.us.us.us.i.i.i:
  %.398430454.us.us.us.us.i.i.i = phi i64 [ %.356.us.us.i.i.i, %B122.endif.lr.ph.us.us.i.i.i ], [ %.408.us.us.us.us.i.i.i, %B198.B120.loopexit_crit_edge.split.us.us.us.us.us.i.i.i ]
  %.405433453.us.us.us.us.i.i.i = phi i64 [ %.289.us.us.i.i.i, %B122.endif.lr.ph.us.us.i.i.i ], [ %.412.us.us.us.us.i.i.i, %B198.B120.loopexit_crit_edge.split.us.us.us.us.us.i.i.i ]
  %.444.us.us.us.us.i.i.i = add nsw i64 %.405433453.us.us.us.us.i.i.i, %.442.us.us.i.i.i
  %.446.us.us.us.us.i.i.i = mul nsw i64 %.444.us.us.us.us.i.i.i, %.161.i.i
  br label %B200.endif.endif.us.us.us.us.us.i.i.i
B200.endif.endif.us.us.us.us.us.i.i.i:
  %indvars.iv.i.i.i = phi i64 [ 0, %B122.endif.us.us.us.us.i.i.i ], [ %indvars.iv.next.i.i.i, %B334.B400_crit_edge.us.us.us.us.us.i.i.i ]
  %.554399410.us.us.us.us.us.i.i.i = phi i64 [ 0, %B122.endif.us.us.us.us.i.i.i ], [ %.561.us.us.us.us.us.i.i.i, %B334.B400_crit_edge.us.us.us.us.us.i.i.i ]
  %.561.us.us.us.us.us.i.i.i = add nuw nsw i64 %.554399410.us.us.us.us.us.i.i.i, 1
  %.618.us.us.us.us.us.i.i.i = load i64, ptr %sunkaddr133.i, align 8
  %.620.us.us.us.us.us.i.i.i = shl nsw i64 %.554399410.us.us.us.us.us.i.i.i, 6
  %.621.us.us.us.us.us.i.i.i = add nsw i64 %.618.us.us.us.us.us.i.i.i, %.620.us.us.us.us.us.i.i.i
  %.654.us.us.us.us.us.i.i.i = load i64, ptr %sunkaddr135.i, align 8
  %.656.us.us.us.us.us.i.i.i = sub nsw i64 %.654.us.us.us.us.us.i.i.i, %.621.us.us.us.us.us.i.i.i
  %.13.i.i.i.i = tail call i64 @llvm.smin.i64(i64 %.656.us.us.us.us.us.i.i.i, i64 64)
  %.818.us.us.us.us.us.i.i.i = add nsw i64 %.621.us.us.us.us.us.i.i.i, %.446.us.us.us.us.i.i.i
  %.28.i.i.i.i = add nsw i64 %.818.us.us.us.us.us.i.i.i, 64
  %.36.not.i.i.i.i = icmp sgt i64 %.28.i.i.i.i, %arg.reference.5.0.arg.prediction.5.0.i.i
  %.5.i.i.i.i.i = sub nsw i64 64, %.13.i.i.i.i
  %.6.i.i.i.i.i = lshr i64 -1, %.5.i.i.i.i.i
  %unroll_iter.i.i.i.i = and i64 %.13.i.i.i.i, 126
  %scevgep.i.i.i.i = getelementptr i8, ptr %arg.reference.4.arg.prediction.4.i.i, i64 %.818.us.us.us.us.us.i.i.i
  %13 = add i64 %.818.us.us.us.us.us.i.i.i, 1
  br i1 %.36.not.i.i.i.i, label %B200.endif.endif.us.us.us.us.us.split.us.i.i.i, label %B200.endif.endif.us.us.us.us.us.split.i.i.i
B200.endif.endif.us.us.us.us.us.split.us.i.i.i:
  %.181117.not.i.i.i.i = icmp slt i64 %.656.us.us.us.us.us.i.i.i, 1
  br i1 %.181117.not.i.i.i.i, label %B334.B400_crit_edge.us.us.us.us.us.i.i.i, label %B200.endif.endif.us.us.us.us.us.split.us.split.i.i.i
B200.endif.endif.us.us.us.us.us.split.us.split.i.i.i:
  %14 = icmp eq i64 %.656.us.us.us.us.us.i.i.i, 1
  br i1 %14, label %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i.i.i, label %B336.us.us.us.us.us.us.preheader.i.i.i
B336.us.us.us.us.us.us.preheader.i.i.i:
  %15 = sub i64 %indvars.iv.i.i.i, %.618.us.us.us.us.us.i.i.i
  %16 = add i64 %15, %.654.us.us.us.us.us.i.i.i
  %smin.i.i.i = tail call i64 @llvm.smin.i64(i64 %16, i64 64)
  %17 = and i64 %smin.i.i.i, 126
  %.228.epil.i.us.i.i.i = add nsw i64 %17, %.818.us.us.us.us.us.i.i.i
  %.242.epil.i.us.i.i.i = icmp slt i64 %.228.epil.i.us.i.i.i, 0
  %.243.epil.i.us.i.i.i = select i1 %.242.epil.i.us.i.i.i, i64 %arg.reference.5.0.arg.prediction.5.0.i.i, i64 0
  %18 = getelementptr i8, ptr %arg.reference.4.arg.prediction.4.i.i, i64 %.228.epil.i.us.i.i.i
  %.265.epil.i.us.i.i.i = shl nuw i64 1, %17
  %19 = and i64 %.13.i.i.i.i, 1
  %20 = icmp eq i64 %19, 0
  %sunkaddr143.i = getelementptr i8, ptr %18, i64 %.243.epil.i.us.i.i.i
  br label %B336.us.us.us.us.us.us.i.i.i
B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i.i.i:
  %.242.epil.i.us.us.i.i.i = icmp slt i64 %.818.us.us.us.us.us.i.i.i, 0
  %.243.epil.i.us.us.i.i.i = select i1 %.242.epil.i.us.us.i.i.i, i64 %arg.reference.5.0.arg.prediction.5.0.i.i, i64 0
  %.257.epil.i.us.us.i.i.i = getelementptr i8, ptr %scevgep.i.i.i.i, i64 %.243.epil.i.us.us.i.i.i
  %.258.epil.i.us.us.i.i.i = load i8, ptr %.257.epil.i.us.us.i.i.i, align 1
  br i1 %97, label %B336.us.us.us.us.us.us.us18.epil.preheader.i.i.i, label %B336.us.us.us.us.us.us.us18.i.i.i
B336.us.us.us.us.us.us.us18.i.i.i:
  %word.2.3394.us.us.us.us.us.us.us19.i.i.i = phi i64 [ %.878.us.us.us.us.us.us.us25.3.i.i.i, %B336.us.us.us.us.us.us.us18.i.i.i ], [ 0, %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i.i.i ]
  %.783390392.us.us.us.us.us.us.us20.i.i.i = phi i64 [ %.790.us.us.us.us.us.us.us24.3.i.i.i, %B336.us.us.us.us.us.us.us18.i.i.i ], [ 0, %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i.i.i ]
  %sunkaddr136.i = getelementptr i8, ptr %.7, i64 %.783390392.us.us.us.us.us.us.us20.i.i.i
  %.848.us.us.us.us.us.us.us21.i.i.i = load i8, ptr %sunkaddr136.i, align 1
  %.260.epil.i.us.us.i.i.i = icmp eq i8 %.258.epil.i.us.us.i.i.i, %.848.us.us.us.us.us.us.us21.i.i.i
  %.267.epil.i.us.us.i.i.i = zext i1 %.260.epil.i.us.us.i.i.i to i64
  %.878.us.us.us.us.us.us.us25.i.i.i = or i64 %word.2.3394.us.us.us.us.us.us.us19.i.i.i, %.267.epil.i.us.us.i.i.i
  %sunkaddr138.i = getelementptr i8, ptr %sunkaddr136.i, i64 1
  %.848.us.us.us.us.us.us.us21.1.i.i.i = load i8, ptr %sunkaddr138.i, align 1
  %.260.epil.i.us.us.1.i.i.i = icmp eq i8 %.258.epil.i.us.us.i.i.i, %.848.us.us.us.us.us.us.us21.1.i.i.i
  %.267.epil.i.us.us.1.i.i.i = zext i1 %.260.epil.i.us.us.1.i.i.i to i64
  %.878.us.us.us.us.us.us.us25.1.i.i.i = or i64 %.878.us.us.us.us.us.us.us25.i.i.i, %.267.epil.i.us.us.1.i.i.i
  %sunkaddr140.i = getelementptr i8, ptr %sunkaddr136.i, i64 2
  %.848.us.us.us.us.us.us.us21.2.i.i.i = load i8, ptr %sunkaddr140.i, align 1
  %.260.epil.i.us.us.2.i.i.i = icmp eq i8 %.258.epil.i.us.us.i.i.i, %.848.us.us.us.us.us.us.us21.2.i.i.i
  %.267.epil.i.us.us.2.i.i.i = zext i1 %.260.epil.i.us.us.2.i.i.i to i64
  %.878.us.us.us.us.us.us.us25.2.i.i.i = or i64 %.878.us.us.us.us.us.us.us25.1.i.i.i, %.267.epil.i.us.us.2.i.i.i
  %sunkaddr142.i = getelementptr i8, ptr %sunkaddr136.i, i64 3
  %.848.us.us.us.us.us.us.us21.3.i.i.i = load i8, ptr %sunkaddr142.i, align 1
  %.260.epil.i.us.us.3.i.i.i = icmp eq i8 %.258.epil.i.us.us.i.i.i, %.848.us.us.us.us.us.us.us21.3.i.i.i
  %.267.epil.i.us.us.3.i.i.i = zext i1 %.260.epil.i.us.us.3.i.i.i to i64
  %.790.us.us.us.us.us.us.us24.3.i.i.i = add nuw nsw i64 %.783390392.us.us.us.us.us.us.us20.i.i.i, 4
  %.878.us.us.us.us.us.us.us25.3.i.i.i = or i64 %.878.us.us.us.us.us.us.us25.2.i.i.i, %.267.epil.i.us.us.3.i.i.i
  %niter56.ncmp.3.i.i.i = icmp eq i64 %unroll_iter55.i.i.i, %.790.us.us.us.us.us.us.us24.3.i.i.i
  br i1 %niter56.ncmp.3.i.i.i, label %B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i.i.i, label %B336.us.us.us.us.us.us.us18.i.i.i
B336.us.us.us.us.us.us.i.i.i:
  %word.2.3394.us.us.us.us.us.us.i.i.i = phi i64 [ %.878.us.us.us.us.us.us.i.i.i, %B336.endif.us.us.us.us.us.us.i.i.i ], [ 0, %B336.us.us.us.us.us.us.preheader.i.i.i ]
  %.783390392.us.us.us.us.us.us.i.i.i = phi i64 [ %.790.us.us.us.us.us.us.i.i.i, %B336.endif.us.us.us.us.us.us.i.i.i ], [ 0, %B336.us.us.us.us.us.us.preheader.i.i.i ]
  %21 = getelementptr i8, ptr %.7, i64 %.783390392.us.us.us.us.us.us.i.i.i
  %.848.us.us.us.us.us.us.i.i.i = load i8, ptr %21, align 1
  br label %B144.i.us.i.i.i
B144.i.us.i.i.i:
  %word.2.0120.i.us.i.i.i = phi i64 [ 0, %B336.us.us.us.us.us.us.i.i.i ], [ %word.3.1.1.i.us.i.i.i, %B144.i.us.i.i.i ]
  %.187116118.i.us.i.i.i = phi i64 [ 0, %B336.us.us.us.us.us.us.i.i.i ], [ %.194.1.i.us.i.i.i, %B144.i.us.i.i.i ]
  %22 = add i64 %.187116118.i.us.i.i.i, %.818.us.us.us.us.us.i.i.i
  %.242.i.us.i.i.i = icmp slt i64 %22, 0
  %.243.i.us.i.i.i = select i1 %.242.i.us.i.i.i, i64 %arg.reference.5.0.arg.prediction.5.0.i.i, i64 0
  %scevgep5.i.us.i.i.i = getelementptr i8, ptr %scevgep.i.i.i.i, i64 %.243.i.us.i.i.i
  %scevgep6.i.us.i.i.i = getelementptr i8, ptr %scevgep5.i.us.i.i.i, i64 %.187116118.i.us.i.i.i
  %.258.i.us.i.i.i = load i8, ptr %scevgep6.i.us.i.i.i, align 1
  %.260.i.us.i.i.i = icmp eq i8 %.258.i.us.i.i.i, %.848.us.us.us.us.us.us.i.i.i
  %.265.i.us.i.i.i = shl nuw i64 1, %.187116118.i.us.i.i.i
  %.267.i.us.i.i.i = select i1 %.260.i.us.i.i.i, i64 %.265.i.us.i.i.i, i64 0
  %word.3.1.i.us.i.i.i = or i64 %.267.i.us.i.i.i, %word.2.0120.i.us.i.i.i
  %.194.1.i.us.i.i.i = add nuw i64 %.187116118.i.us.i.i.i, 2
  %23 = add i64 %13, %.187116118.i.us.i.i.i
  %.242.1.i.us.i.i.i = icmp slt i64 %23, 0
  %24 = select i1 %.242.1.i.us.i.i.i, i64 %0, i64 1
  %scevgep3.i.us.i.i.i = getelementptr i8, ptr %scevgep.i.i.i.i, i64 %24
  %scevgep4.i.us.i.i.i = getelementptr i8, ptr %scevgep3.i.us.i.i.i, i64 %.187116118.i.us.i.i.i
  %.258.1.i.us.i.i.i = load i8, ptr %scevgep4.i.us.i.i.i, align 1
  %.260.1.i.us.i.i.i = icmp eq i8 %.258.1.i.us.i.i.i, %.848.us.us.us.us.us.us.i.i.i
  %.265.1.i.us.i.i.i = shl nuw i64 2, %.187116118.i.us.i.i.i
  %.267.1.i.us.i.i.i = select i1 %.260.1.i.us.i.i.i, i64 %.265.1.i.us.i.i.i, i64 0
  %word.3.1.1.i.us.i.i.i = or i64 %word.3.1.i.us.i.i.i, %.267.1.i.us.i.i.i
  %niter.ncmp.1.i.us.i.i.i = icmp eq i64 %.194.1.i.us.i.i.i, %unroll_iter.i.i.i.i
  br i1 %niter.ncmp.1.i.us.i.i.i, label %common.ret.loopexit.unr-lcssa.i.us.i.i.i, label %B144.i.us.i.i.i
common.ret.loopexit.unr-lcssa.i.us.i.i.i:
  br i1 %20, label %B336.endif.us.us.us.us.us.us.i.i.i, label %B144.epil.preheader.i.us.i.i.i
B144.epil.preheader.i.us.i.i.i:
  %.258.epil.i.us.i.i.i = load i8, ptr %sunkaddr143.i, align 1
  %.260.epil.i.us.i.i.i = icmp eq i8 %.258.epil.i.us.i.i.i, %.848.us.us.us.us.us.us.i.i.i
  %.267.epil.i.us.i.i.i = select i1 %.260.epil.i.us.i.i.i, i64 %.265.epil.i.us.i.i.i, i64 0
  %word.3.1.epil.i.us.i.i.i = or i64 %.267.epil.i.us.i.i.i, %word.3.1.1.i.us.i.i.i
  br label %B336.endif.us.us.us.us.us.us.i.i.i
B336.endif.us.us.us.us.us.us.i.i.i:
  %storemerge.i.us.i.i.i = phi i64 [ %word.3.1.epil.i.us.i.i.i, %B144.epil.preheader.i.us.i.i.i ], [ %word.3.1.1.i.us.i.i.i, %common.ret.loopexit.unr-lcssa.i.us.i.i.i ]
  %.790.us.us.us.us.us.us.i.i.i = add nuw nsw i64 %.783390392.us.us.us.us.us.us.i.i.i, 1
  %.878.us.us.us.us.us.us.i.i.i = or i64 %storemerge.i.us.i.i.i, %word.2.3394.us.us.us.us.us.us.i.i.i
  %exitcond840.not.us.i.i.i = icmp eq i64 %arg.values.2.fr.i.i.i, %.790.us.us.us.us.us.us.i.i.i
  br i1 %exitcond840.not.us.i.i.i, label %B334.B400_crit_edge.us.us.us.us.us.i.i.i, label %B336.us.us.us.us.us.us.i.i.i
B200.endif.endif.us.us.us.us.us.split.i.i.i:
  %.49.i.i.i.i = load <64 x i8>, ptr %scevgep.i.i.i.i, align 1
  br i1 %94, label %B336.us.us.us.us.us.epil.preheader.i.i.i, label %B336.us.us.us.us.us.i.i.i
B336.us.us.us.us.us.i.i.i:
  %word.2.3394.us.us.us.us.us.i.i.i = phi i64 [ %.878.us.us.us.us.us.1.i.i.i, %B336.us.us.us.us.us.i.i.i ], [ 0, %B200.endif.endif.us.us.us.us.us.split.i.i.i ]
  %.783390392.us.us.us.us.us.i.i.i = phi i64 [ %.790.us.us.us.us.us.1.i.i.i, %B336.us.us.us.us.us.i.i.i ], [ 0, %B200.endif.endif.us.us.us.us.us.split.i.i.i ]
  %sunkaddr144.i = getelementptr i8, ptr %.7, i64 %.783390392.us.us.us.us.us.i.i.i
  %.848.us.us.us.us.us.i.i.i = load i8, ptr %sunkaddr144.i, align 1
  %.50.i.i.i.i = insertelement <64 x i8> poison, i8 %.848.us.us.us.us.us.i.i.i, i64 0
  %.51.i.i.i.i = shufflevector <64 x i8> %.50.i.i.i.i, <64 x i8> poison, <64 x i32> zeroinitializer
  %.52.i.i.i.i = icmp eq <64 x i8> %.49.i.i.i.i, %.51.i.i.i.i
  %sunkaddr146.i = getelementptr i8, ptr %sunkaddr144.i, i64 1
  %.848.us.us.us.us.us.1.i.i.i = load i8, ptr %sunkaddr146.i, align 1
  %.50.i.1.i.i.i = insertelement <64 x i8> poison, i8 %.848.us.us.us.us.us.1.i.i.i, i64 0
  %.51.i.1.i.i.i = shufflevector <64 x i8> %.50.i.1.i.i.i, <64 x i8> poison, <64 x i32> zeroinitializer
  %.52.i.1.i.i.i = icmp eq <64 x i8> %.49.i.i.i.i, %.51.i.1.i.i.i
  %.790.us.us.us.us.us.1.i.i.i = add nuw i64 %.783390392.us.us.us.us.us.i.i.i, 2
  %25 = or <64 x i1> %.52.i.i.i.i, %.52.i.1.i.i.i
  %26 = bitcast <64 x i1> %25 to i64
  %27 = and i64 %.6.i.i.i.i.i, %26
  %.878.us.us.us.us.us.1.i.i.i = or i64 %27, %word.2.3394.us.us.us.us.us.i.i.i
  %niter.ncmp.1.i.i.i = icmp eq i64 %unroll_iter.i.i.i, %.790.us.us.us.us.us.1.i.i.i
  br i1 %niter.ncmp.1.i.i.i, label %B334.B400_crit_edge.us.us.us.us.us.loopexit45.unr-lcssa.i.i.i, label %B336.us.us.us.us.us.i.i.i
B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i.i.i:
  br i1 %98, label %B334.B400_crit_edge.us.us.us.us.us.i.i.i, label %B336.us.us.us.us.us.us.us18.epil.preheader.i.i.i
B336.us.us.us.us.us.us.us18.epil.preheader.i.i.i:
  %word.2.3394.us.us.us.us.us.us.us19.epil.init.i.i.i = phi i64 [ 0, %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i.i.i ], [ %.878.us.us.us.us.us.us.us25.3.i.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i.i.i ]
  %.783390392.us.us.us.us.us.us.us20.epil.init.i.i.i = phi i64 [ 0, %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i.i.i ], [ %unroll_iter55.i.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i.i.i ]
  %scevgep72.i.i.i = getelementptr i8, ptr %.7, i64 %.783390392.us.us.us.us.us.us.us20.epil.init.i.i.i
  br label %B336.us.us.us.us.us.us.us18.epil.i.i.i
B336.us.us.us.us.us.us.us18.epil.i.i.i:
  %word.2.3394.us.us.us.us.us.us.us19.epil.i.i.i = phi i64 [ %word.2.3394.us.us.us.us.us.us.us19.epil.init.i.i.i, %B336.us.us.us.us.us.us.us18.epil.preheader.i.i.i ], [ %.878.us.us.us.us.us.us.us25.epil.i.i.i, %B336.us.us.us.us.us.us.us18.epil.i.i.i ]
  %epil.iter.i.i.i = phi i64 [ 0, %B336.us.us.us.us.us.us.us18.epil.preheader.i.i.i ], [ %epil.iter.next.i.i.i, %B336.us.us.us.us.us.us.us18.epil.i.i.i ]
  %scevgep73.i.i.i = getelementptr i8, ptr %scevgep72.i.i.i, i64 %epil.iter.i.i.i
  %.848.us.us.us.us.us.us.us21.epil.i.i.i = load i8, ptr %scevgep73.i.i.i, align 1
  %.260.epil.i.us.us.epil.i.i.i = icmp eq i8 %.258.epil.i.us.us.i.i.i, %.848.us.us.us.us.us.us.us21.epil.i.i.i
  %.267.epil.i.us.us.epil.i.i.i = zext i1 %.260.epil.i.us.us.epil.i.i.i to i64
  %.878.us.us.us.us.us.us.us25.epil.i.i.i = or i64 %word.2.3394.us.us.us.us.us.us.us19.epil.i.i.i, %.267.epil.i.us.us.epil.i.i.i
  %epil.iter.next.i.i.i = add i64 %epil.iter.i.i.i, 1
  %epil.iter.cmp.not.i.i.i = icmp eq i64 %xtraiter51.i.i.i, %epil.iter.next.i.i.i
  br i1 %epil.iter.cmp.not.i.i.i, label %B334.B400_crit_edge.us.us.us.us.us.i.i.i, label %B336.us.us.us.us.us.us.us18.epil.i.i.i
B334.B400_crit_edge.us.us.us.us.us.loopexit45.unr-lcssa.i.i.i:
  br i1 %96, label %B334.B400_crit_edge.us.us.us.us.us.i.i.i, label %B336.us.us.us.us.us.epil.preheader.i.i.i
B336.us.us.us.us.us.epil.preheader.i.i.i:
  %word.2.3394.us.us.us.us.us.epil.init.i.i.i = phi i64 [ 0, %B200.endif.endif.us.us.us.us.us.split.i.i.i ], [ %.878.us.us.us.us.us.1.i.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit45.unr-lcssa.i.i.i ]
  %.848.us.us.us.us.us.epil.i.i.i = load i8, ptr %sunkaddr147.i, align 1
  %.50.i.epil.i.i.i = insertelement <64 x i8> poison, i8 %.848.us.us.us.us.us.epil.i.i.i, i64 0
  %.51.i.epil.i.i.i = shufflevector <64 x i8> %.50.i.epil.i.i.i, <64 x i8> poison, <64 x i32> zeroinitializer
  %.52.i.epil.i.i.i = icmp eq <64 x i8> %.49.i.i.i.i, %.51.i.epil.i.i.i
  %.53.i.epil.i.i.i = bitcast <64 x i1> %.52.i.epil.i.i.i to i64
  %.93.i.epil.i.i.i = and i64 %.6.i.i.i.i.i, %.53.i.epil.i.i.i
  %.878.us.us.us.us.us.epil.i.i.i = or i64 %.93.i.epil.i.i.i, %word.2.3394.us.us.us.us.us.epil.init.i.i.i
  br label %B334.B400_crit_edge.us.us.us.us.us.i.i.i
B334.B400_crit_edge.us.us.us.us.us.i.i.i:
  %.us-phi.i.i.i = phi i64 [ 0, %B200.endif.endif.us.us.us.us.us.split.us.i.i.i ], [ %.878.us.us.us.us.us.epil.i.i.i, %B336.us.us.us.us.us.epil.preheader.i.i.i ], [ %.878.us.us.us.us.us.us.us25.epil.i.i.i, %B336.us.us.us.us.us.us.us18.epil.i.i.i ], [ %.878.us.us.us.us.us.us.us25.3.i.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i.i.i ], [ %.878.us.us.us.us.us.1.i.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit45.unr-lcssa.i.i.i ], [ %.878.us.us.us.us.us.us.i.i.i, %B336.endif.us.us.us.us.us.us.i.i.i ]
  %.919.us.us.us.us.us.i.i.i = load i64, ptr %sunkaddr.i, align 8
  %.921.us.us.us.us.us.i.i.i = sub nsw i64 %.225567601.us.us.i.i.i, %.919.us.us.us.us.us.i.i.i
  %.951.us.us.us.us.us.i.i.i = load i64, ptr %sunkaddr152.i, align 8
  %.953.us.us.us.us.us.i.i.i = sub nsw i64 %.405433453.us.us.us.us.i.i.i, %.951.us.us.us.us.us.i.i.i
  %.990.us.us.us.us.us.i.i.i = icmp slt i64 %.921.us.us.us.us.us.i.i.i, 0
  %.991.us.us.us.us.us.i.i.i = select i1 %.990.us.us.us.us.us.i.i.i, i64 %.13, i64 0
  %.992.us.us.us.us.us.i.i.i = add i64 %.991.us.us.us.us.us.i.i.i, %.921.us.us.us.us.us.i.i.i
  %.993.us.us.us.us.us.i.i.i = icmp slt i64 %.953.us.us.us.us.us.i.i.i, 0
  %.994.us.us.us.us.us.i.i.i = select i1 %.993.us.us.us.us.us.i.i.i, i64 %.14, i64 0
  %.995.us.us.us.us.us.i.i.i = add i64 %.994.us.us.us.us.us.i.i.i, %.953.us.us.us.us.us.i.i.i
  %.1022.us.us.us.us.us.i.i.i = mul i64 %.992.us.us.us.us.us.i.i.i, %factor.op.mul.i.i
  %.1024.us.us.us.us.us.i.i.i = mul i64 %.995.us.us.us.us.us.i.i.i, %arg.bits.5.2.fr.i.i.i
  %28 = getelementptr i64, ptr %.586.i.i, i64 %.1022.us.us.us.us.us.i.i.i
  %29 = getelementptr i64, ptr %28, i64 %.1024.us.us.us.us.us.i.i.i
  %30 = getelementptr i64, ptr %29, i64 %.554399410.us.us.us.us.us.i.i.i
  store i64 %.us-phi.i.i.i, ptr %30, align 8
  %indvars.iv.next.i.i.i = add i64 %indvars.iv.i.i.i, -64
  %exitcond841.not.i.i.i = icmp eq i64 %arg.bits.5.2.fr.i.i.i, %.561.us.us.us.us.us.i.i.i
  br i1 %exitcond841.not.i.i.i, label %B198.B120.loopexit_crit_edge.split.us.us.us.us.us.i.i.i, label %B200.endif.endif.us.us.us.us.us.i.i.i
B198.B120.loopexit_crit_edge.split.us.us.us.us.us.i.i.i:
  %.408.us.us.us.us.i.i.i = add nsw i64 %.398430454.us.us.us.us.i.i.i, -1
  %.412.us.us.us.us.i.i.i = add i64 %.405433453.us.us.us.us.i.i.i, 1
  %.399.us.us.us.us.i.i.i = icmp sgt i64 %.398430454.us.us.us.us.i.i.i, 1
  br i1 %.399.us.us.us.us.i.i.i, label %B122.endif.us.us.us.us.i.i.i, label %B60.loopexit.us.us.i.i.i
B62.endif.us.i.i.i:
  %.218564602.us.i.i.i = phi i64 [ %.228.us.i.i.i, %B60.loopexit.us.i.i.i ], [ %..174.i.i.i, %B62.endif.us.i.preheader.i.i ]
  %.225567601.us.i.i.i = phi i64 [ %.232.us.i.i.i, %B60.loopexit.us.i.i.i ], [ %.107.i.i.i, %B62.endif.us.i.preheader.i.i ]
  %.228.us.i.i.i = add nsw i64 %.218564602.us.i.i.i, -1
  %.232.us.i.i.i = add i64 %.225567601.us.i.i.i, 1
  %.289.us.i.i.i = load i64, ptr %sunkaddr152.i, align 8
  %.319.us.i.i.i = load i64, ptr %sunkaddr154.i, align 8
  %.356.us.i.i.i = sub i64 %.319.us.i.i.i, %.289.us.i.i.i
  %.399450.us.not.i.i.i = icmp slt i64 %.356.us.i.i.i, 1
  br i1 %.399450.us.not.i.i.i, label %B60.loopexit.us.i.i.i, label %B200.endif.endif.us473.us.peel.i.i.i
B60.loopexit.us.i.i.i:
  %.219.us.i.i.i = icmp sgt i64 %.218564602.us.i.i.i, 1
  br i1 %.219.us.i.i.i, label %B62.endif.us.i.i.i, label %B100.endif.i.i
B200.endif.endif.us473.us.peel.i.i.i:
  %.398430454.us.us611.i.i.i = phi i64 [ %.408.us.us615.i.i.i, %B198.B120.loopexit_crit_edge.split.us490.us.loopexit.i.i.i ], [ %.356.us.i.i.i, %B62.endif.us.i.i.i ]
  %.405433453.us.us612.i.i.i = phi i64 [ %.412.us.us616.i.i.i, %B198.B120.loopexit_crit_edge.split.us490.us.loopexit.i.i.i ], [ %.289.us.i.i.i, %B62.endif.us.i.i.i ]
  %.919.us474.us.peel.i.i.i = load i64, ptr %sunkaddr.i, align 8
  %.921.us475.us.peel.i.i.i = sub nsw i64 %.225567601.us.i.i.i, %.919.us474.us.peel.i.i.i
  %.951.us476.us.peel.i.i.i = load i64, ptr %sunkaddr152.i, align 8
  %.953.us477.us.peel.i.i.i = sub nsw i64 %.405433453.us.us612.i.i.i, %.951.us476.us.peel.i.i.i
  %.990.us478.us.peel.i.i.i = icmp slt i64 %.921.us475.us.peel.i.i.i, 0
  %.991.us479.us.peel.i.i.i = select i1 %.990.us478.us.peel.i.i.i, i64 %.13, i64 0
  %.992.us480.us.peel.i.i.i = add i64 %.991.us479.us.peel.i.i.i, %.921.us475.us.peel.i.i.i
  %.993.us481.us.peel.i.i.i = icmp slt i64 %.953.us477.us.peel.i.i.i, 0
  %.994.us482.us.peel.i.i.i = select i1 %.993.us481.us.peel.i.i.i, i64 %.14, i64 0
  %.995.us483.us.peel.i.i.i = add i64 %.994.us482.us.peel.i.i.i, %.953.us477.us.peel.i.i.i
  %.1022.us486.us.peel.i.i.i = mul i64 %.992.us480.us.peel.i.i.i, %factor.op.mul.i.i
  %.1024.us487.us.peel.i.i.i = mul i64 %.995.us483.us.peel.i.i.i, %arg.bits.5.2.fr.i.i.i
  %31 = getelementptr i64, ptr %.586.i.i, i64 %.1022.us486.us.peel.i.i.i
  %32 = getelementptr i64, ptr %31, i64 %.1024.us487.us.peel.i.i.i
  store i64 0, ptr %32, align 8
  br label %B200.endif.endif.us473.us.i.i.i
B200.endif.endif.us473.us.i.i.i:
  %lsr.iv.i.i = phi ptr [ %scevgep341.i.i, %B200.endif.endif.us473.us.i.i.i ], [ %scevgep340.i.i, %B200.endif.endif.us473.us.peel.i.i.i ]
  %lsr.iv80.i.i.i = phi i64 [ %lsr.iv.next81.i.i.i, %B200.endif.endif.us473.us.i.i.i ], [ %81, %B200.endif.endif.us473.us.peel.i.i.i ]
  %.919.us474.us.i.i.i = load i64, ptr %sunkaddr.i, align 8
  %.951.us476.us.i.i.i = load i64, ptr %sunkaddr152.i, align 8
  %.990.us478.us.i.i.i = icmp slt i64 %.225567601.us.i.i.i, %.919.us474.us.i.i.i
  %.991.us479.us.i.i.i = select i1 %.990.us478.us.i.i.i, i64 %.13, i64 0
  %.993.us481.us.i.i.i = icmp slt i64 %.405433453.us.us612.i.i.i, %.951.us476.us.i.i.i
  %.994.us482.us.i.i.i = select i1 %.993.us481.us.i.i.i, i64 %.14, i64 0
  %33 = sub i64 %.225567601.us.i.i.i, %.919.us474.us.i.i.i
  %34 = add i64 %33, %.991.us479.us.i.i.i
  %35 = mul i64 %34, %.14
  %36 = sub i64 %.405433453.us.us612.i.i.i, %.951.us476.us.i.i.i
  %37 = add i64 %36, %.994.us482.us.i.i.i
  %38 = add i64 %37, %35
  %39 = mul i64 %38, %83
  %scevgep.i = getelementptr i8, ptr %lsr.iv.i.i, i64 %39
  store i64 0, ptr %scevgep.i, align 8
  %lsr.iv.next81.i.i.i = add i64 %lsr.iv80.i.i.i, -1
  %scevgep341.i.i = getelementptr i8, ptr %lsr.iv.i.i, i64 8
  %exitcond.not.i.i.i = icmp eq i64 %lsr.iv.next81.i.i.i, 0
  br i1 %exitcond.not.i.i.i, label %B198.B120.loopexit_crit_edge.split.us490.us.loopexit.i.i.i, label %B200.endif.endif.us473.us.i.i.i
B198.B120.loopexit_crit_edge.split.us490.us.loopexit.i.i.i:
  %.408.us.us615.i.i.i = add nsw i64 %.398430454.us.us611.i.i.i, -1
  %.412.us.us616.i.i.i = add i64 %.405433453.us.us612.i.i.i, 1
  %.399.us.us617.i.i.i = icmp ugt i64 %.398430454.us.us611.i.i.i, 1
  br i1 %.399.us.us617.i.i.i, label %B200.endif.endif.us473.us.peel.i.i.i, label %B60.loopexit.us.i.i.i
B168.i.i:
  %.689.i.i = or i64 %.434686723.i.i, 2
  %.752.i.i = mul i64 %.689.i.i, %.579.reass.i.i
  %.754.i.i = getelementptr i64, ptr %.11, i64 %.752.i.i
  %.107.i2.i.i = load i64, ptr %sunkaddr.i, align 8
  %.137.i4.i.i = load i64, ptr %sunkaddr120.i, align 8
  %.174.i5.i.i = sub i64 %.137.i4.i.i, %.107.i2.i.i
  %..174.i6.i.i = tail call i64 @llvm.smax.i64(i64 %.174.i5.i.i, i64 0)
  %.219596.not.i7.i.i = icmp sgt i64 %.174.i5.i.i, 0
  %or.cond.i.i = and i1 %99, %.219596.not.i7.i.i
  br i1 %or.cond.i.i, label %B62.endif.lr.ph.split.us.i12.i.i, label %B168.endif.endif.i.i
B62.endif.lr.ph.split.us.i12.i.i:
  br i1 %100, label %B62.endif.us.us.preheader.i99.i.i, label %B62.endif.us.preheader.i14.i.i
B62.endif.us.us.preheader.i99.i.i:
  %40 = add i64 %arg.reference.5.0.arg.prediction.5.0.i.i, 1
  br label %B62.endif.us.us.i103.i.i
B62.endif.us.preheader.i14.i.i:
  br i1 %92, label %B62.endif.us.us7.i69.preheader.i.i, label %B62.endif.us.i18.preheader.i.i
B62.endif.us.i18.preheader.i.i:
  %41 = mul i64 %.689.i.i, %84
  %scevgep358.i.i = getelementptr i8, ptr %scevgep.i.i, i64 %41
  br label %B62.endif.us.i18.i.i
B62.endif.us.us7.i69.preheader.i.i:
  %42 = mul i64 %.689.i.i, %93
  br label %B62.endif.us.us7.i69.i.i
B62.endif.us.us7.i69.i.i:
  %.218564602.us.us8.i70.i.i = phi i64 [ %.228.us.us10.i72.i.i, %B60.loopexit.us.us15.i97.i.i ], [ %..174.i6.i.i, %B62.endif.us.us7.i69.preheader.i.i ]
  %.225567601.us.us9.i71.i.i = phi i64 [ %.232.us.us11.i73.i.i, %B60.loopexit.us.us15.i97.i.i ], [ %.107.i2.i.i, %B62.endif.us.us7.i69.preheader.i.i ]
  %.228.us.us10.i72.i.i = add nsw i64 %.218564602.us.us8.i70.i.i, -1
  %.232.us.us11.i73.i.i = add i64 %.225567601.us.us9.i71.i.i, 1
  %.289.us.us12.i75.i.i = load i64, ptr %sunkaddr152.i, align 8
  %.319.us.us13.i77.i.i = load i64, ptr %sunkaddr154.i, align 8
  %.356.us.us14.i78.i.i = sub i64 %.319.us.us13.i77.i.i, %.289.us.us12.i75.i.i
  %.399450.us.not.us.i79.i.i = icmp slt i64 %.356.us.us14.i78.i.i, 1
  br i1 %.399450.us.not.us.i79.i.i, label %B60.loopexit.us.us15.i97.i.i, label %B200.endif.endif.us473.us.peel.us.us.preheader.i80.i.i
B200.endif.endif.us473.us.peel.us.us.preheader.i80.i.i:
  %43 = add nuw i64 %.356.us.us14.i78.i.i, 1
  %44 = add i64 %.225567601.us.us9.i71.i.i, %42
  br label %B200.endif.endif.us473.us.peel.us.us.i81.i.i
B60.loopexit.us.us15.i97.i.i:
  %.219.us.us16.i98.i.i = icmp ugt i64 %.218564602.us.us8.i70.i.i, 1
  br i1 %.219.us.us16.i98.i.i, label %B62.endif.us.us7.i69.i.i, label %B168.endif.endif.i.i
B200.endif.endif.us473.us.peel.us.us.i81.i.i:
  %lsr.iv.i82.i.i = phi i64 [ %43, %B200.endif.endif.us473.us.peel.us.us.preheader.i80.i.i ], [ %lsr.iv.next.i95.i.i, %B200.endif.endif.us473.us.peel.us.us.i81.i.i ]
  %.405433453.us.us612.us.us.i83.i.i = phi i64 [ %.289.us.us12.i75.i.i, %B200.endif.endif.us473.us.peel.us.us.preheader.i80.i.i ], [ %.412.us.us616.us.us.i84.i.i, %B200.endif.endif.us473.us.peel.us.us.i81.i.i ]
  %.412.us.us616.us.us.i84.i.i = add i64 %.405433453.us.us612.us.us.i83.i.i, 1
  %.919.us474.us.peel.us.us.i85.i.i = load i64, ptr %sunkaddr.i, align 8
  %.951.us476.us.peel.us.us.i88.i.i = load i64, ptr %sunkaddr152.i, align 8
  %45 = sub i64 %.405433453.us.us612.us.us.i83.i.i, %.951.us476.us.peel.us.us.i88.i.i
  %.990.us478.us.peel.us.us.i89.i.i = icmp slt i64 %.225567601.us.us9.i71.i.i, %.919.us474.us.peel.us.us.i85.i.i
  %.991.us479.us.peel.us.us.i90.i.i = select i1 %.990.us478.us.peel.us.us.i89.i.i, i64 %.13, i64 0
  %.993.us481.us.peel.us.us.i91.i.i = icmp slt i64 %45, 0
  %46 = select i1 %.993.us481.us.peel.us.us.i91.i.i, i64 %82, i64 0
  %47 = sub i64 %44, %.919.us474.us.peel.us.us.i85.i.i
  %reass.add1.i = add i64 %47, %.991.us479.us.peel.us.us.i90.i.i
  %48 = mul i64 %reass.add1.i, %82
  %49 = shl i64 %.951.us476.us.peel.us.us.i88.i.i, 3
  %50 = sub i64 %46, %49
  %51 = getelementptr i8, ptr %.11, i64 %50
  %scevgep66.i = getelementptr i8, ptr %51, i64 %48
  %52 = shl i64 %.405433453.us.us612.us.us.i83.i.i, 3
  %scevgep67.i = getelementptr i8, ptr %scevgep66.i, i64 %52
  store i64 0, ptr %scevgep67.i, align 8
  %lsr.iv.next.i95.i.i = add i64 %lsr.iv.i82.i.i, -1
  %.399.us.us617.us.us.i96.i.i = icmp ugt i64 %lsr.iv.next.i95.i.i, 1
  br i1 %.399.us.us617.us.us.i96.i.i, label %B200.endif.endif.us473.us.peel.us.us.i81.i.i, label %B60.loopexit.us.us15.i97.i.i
B62.endif.us.us.i103.i.i:
  %.218564602.us.us.i104.i.i = phi i64 [ %.228.us.us.i106.i.i, %B60.loopexit.us.us.i192.i.i ], [ %..174.i6.i.i, %B62.endif.us.us.preheader.i99.i.i ]
  %.225567601.us.us.i105.i.i = phi i64 [ %.232.us.us.i107.i.i, %B60.loopexit.us.us.i192.i.i ], [ %.107.i2.i.i, %B62.endif.us.us.preheader.i99.i.i ]
  %.228.us.us.i106.i.i = add nsw i64 %.218564602.us.us.i104.i.i, -1
  %.232.us.us.i107.i.i = add i64 %.225567601.us.us.i105.i.i, 1
  %.289.us.us.i109.i.i = load i64, ptr %sunkaddr152.i, align 8
  %.319.us.us.i111.i.i = load i64, ptr %sunkaddr154.i, align 8
  %.356.us.us.i112.i.i = sub i64 %.319.us.us.i111.i.i, %.289.us.us.i109.i.i
  %.399450.us.us.not.i113.i.i = icmp slt i64 %.356.us.us.i112.i.i, 1
  br i1 %.399450.us.us.not.i113.i.i, label %B60.loopexit.us.us.i192.i.i, label %B122.endif.lr.ph.us.us.i114.i.i
B60.loopexit.us.us.i192.i.i:
  %.219.us.us.i193.i.i = icmp sgt i64 %.218564602.us.us.i104.i.i, 1
  br i1 %.219.us.us.i193.i.i, label %B62.endif.us.us.i103.i.i, label %B168.endif.endif.i.i
B122.endif.lr.ph.us.us.i114.i.i:
  %.442.us.us.i115.i.i = mul nsw i64 %.225567601.us.us.i105.i.i, %.132.i.i
  br label %B122.endif.us.us.us.us.i116.i.i
B122.endif.us.us.us.us.i116.i.i:
  %.398430454.us.us.us.us.i117.i.i = phi i64 [ %.356.us.us.i112.i.i, %B122.endif.lr.ph.us.us.i114.i.i ], [ %.408.us.us.us.us.i189.i.i, %B198.B120.loopexit_crit_edge.split.us.us.us.us.us.i188.i.i ]
  %.405433453.us.us.us.us.i118.i.i = phi i64 [ %.289.us.us.i109.i.i, %B122.endif.lr.ph.us.us.i114.i.i ], [ %.412.us.us.us.us.i190.i.i, %B198.B120.loopexit_crit_edge.split.us.us.us.us.us.i188.i.i ]
  %.444.us.us.us.us.i119.i.i = add nsw i64 %.405433453.us.us.us.us.i118.i.i, %.442.us.us.i115.i.i
  %.446.us.us.us.us.i120.i.i = mul nsw i64 %.444.us.us.us.us.i119.i.i, %.161.i.i
  br label %B200.endif.endif.us.us.us.us.us.i121.i.i
B200.endif.endif.us.us.us.us.us.i121.i.i:
  %indvars.iv.i122.i.i = phi i64 [ 0, %B122.endif.us.us.us.us.i116.i.i ], [ %indvars.iv.next.i186.i.i, %B334.B400_crit_edge.us.us.us.us.us.i171.i.i ]
  %.554399410.us.us.us.us.us.i123.i.i = phi i64 [ 0, %B122.endif.us.us.us.us.i116.i.i ], [ %.561.us.us.us.us.us.i124.i.i, %B334.B400_crit_edge.us.us.us.us.us.i171.i.i ]
  %.561.us.us.us.us.us.i124.i.i = add nuw nsw i64 %.554399410.us.us.us.us.us.i123.i.i, 1
  %.618.us.us.us.us.us.i126.i.i = load i64, ptr %sunkaddr133.i, align 8
  %.620.us.us.us.us.us.i127.i.i = shl nsw i64 %.554399410.us.us.us.us.us.i123.i.i, 6
  %.621.us.us.us.us.us.i128.i.i = add nsw i64 %.618.us.us.us.us.us.i126.i.i, %.620.us.us.us.us.us.i127.i.i
  %.654.us.us.us.us.us.i130.i.i = load i64, ptr %sunkaddr135.i, align 8
  %.656.us.us.us.us.us.i131.i.i = sub nsw i64 %.654.us.us.us.us.us.i130.i.i, %.621.us.us.us.us.us.i128.i.i
  %.13.i.i132.i.i = tail call i64 @llvm.smin.i64(i64 %.656.us.us.us.us.us.i131.i.i, i64 64)
  %.818.us.us.us.us.us.i133.i.i = add nsw i64 %.621.us.us.us.us.us.i128.i.i, %.446.us.us.us.us.i120.i.i
  %.28.i.i134.i.i = add nsw i64 %.818.us.us.us.us.us.i133.i.i, 64
  %.36.not.i.i135.i.i = icmp sgt i64 %.28.i.i134.i.i, %arg.reference.5.0.arg.prediction.5.0.i.i
  %.5.i.i.i136.i.i = sub nsw i64 64, %.13.i.i132.i.i
  %.6.i.i.i137.i.i = lshr i64 -1, %.5.i.i.i136.i.i
  %unroll_iter.i.i138.i.i = and i64 %.13.i.i132.i.i, 126
  %scevgep.i.i139.i.i = getelementptr i8, ptr %arg.reference.4.arg.prediction.4.i.i, i64 %.818.us.us.us.us.us.i133.i.i
  %53 = add i64 %.818.us.us.us.us.us.i133.i.i, 1
  br i1 %.36.not.i.i135.i.i, label %B200.endif.endif.us.us.us.us.us.split.us.i194.i.i, label %B200.endif.endif.us.us.us.us.us.split.i140.i.i
B200.endif.endif.us.us.us.us.us.split.us.i194.i.i:
  %.181117.not.i.i195.i.i = icmp slt i64 %.656.us.us.us.us.us.i131.i.i, 1
  br i1 %.181117.not.i.i195.i.i, label %B334.B400_crit_edge.us.us.us.us.us.i171.i.i, label %B200.endif.endif.us.us.us.us.us.split.us.split.i196.i.i
B200.endif.endif.us.us.us.us.us.split.us.split.i196.i.i:
  %54 = icmp eq i64 %.656.us.us.us.us.us.i131.i.i, 1
  br i1 %54, label %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i241.i.i, label %B336.us.us.us.us.us.us.preheader.i197.i.i
B336.us.us.us.us.us.us.preheader.i197.i.i:
  %55 = sub i64 %indvars.iv.i122.i.i, %.618.us.us.us.us.us.i126.i.i
  %56 = add i64 %55, %.654.us.us.us.us.us.i130.i.i
  %smin.i198.i.i = tail call i64 @llvm.smin.i64(i64 %56, i64 64)
  %57 = and i64 %smin.i198.i.i, 126
  %.228.epil.i.us.i199.i.i = add nsw i64 %57, %.818.us.us.us.us.us.i133.i.i
  %.242.epil.i.us.i200.i.i = icmp slt i64 %.228.epil.i.us.i199.i.i, 0
  %.243.epil.i.us.i201.i.i = select i1 %.242.epil.i.us.i200.i.i, i64 %arg.reference.5.0.arg.prediction.5.0.i.i, i64 0
  %58 = getelementptr i8, ptr %arg.reference.4.arg.prediction.4.i.i, i64 %.228.epil.i.us.i199.i.i
  %.265.epil.i.us.i202.i.i = shl nuw i64 1, %57
  %59 = and i64 %.13.i.i132.i.i, 1
  %60 = icmp eq i64 %59, 0
  %sunkaddr186.i = getelementptr i8, ptr %58, i64 %.243.epil.i.us.i201.i.i
  br label %B336.us.us.us.us.us.us.i203.i.i
B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i241.i.i:
  %.242.epil.i.us.us.i242.i.i = icmp slt i64 %.818.us.us.us.us.us.i133.i.i, 0
  %.243.epil.i.us.us.i243.i.i = select i1 %.242.epil.i.us.us.i242.i.i, i64 %arg.reference.5.0.arg.prediction.5.0.i.i, i64 0
  %.257.epil.i.us.us.i244.i.i = getelementptr i8, ptr %scevgep.i.i139.i.i, i64 %.243.epil.i.us.us.i243.i.i
  %.258.epil.i.us.us.i245.i.i = load i8, ptr %.257.epil.i.us.us.i244.i.i, align 1
  br i1 %104, label %B336.us.us.us.us.us.us.us18.epil.preheader.i276.i.i, label %B336.us.us.us.us.us.us.us18.i247.i.i
B336.us.us.us.us.us.us.us18.i247.i.i:
  %word.2.3394.us.us.us.us.us.us.us19.i248.i.i = phi i64 [ %.878.us.us.us.us.us.us.us25.3.i273.i.i, %B336.us.us.us.us.us.us.us18.i247.i.i ], [ 0, %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i241.i.i ]
  %.783390392.us.us.us.us.us.us.us20.i249.i.i = phi i64 [ %.790.us.us.us.us.us.us.us24.3.i272.i.i, %B336.us.us.us.us.us.us.us18.i247.i.i ], [ 0, %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i241.i.i ]
  %sunkaddr179.i = getelementptr i8, ptr %.9, i64 %.783390392.us.us.us.us.us.us.us20.i249.i.i
  %.848.us.us.us.us.us.us.us21.i251.i.i = load i8, ptr %sunkaddr179.i, align 1
  %.260.epil.i.us.us.i252.i.i = icmp eq i8 %.258.epil.i.us.us.i245.i.i, %.848.us.us.us.us.us.us.us21.i251.i.i
  %.267.epil.i.us.us.i253.i.i = zext i1 %.260.epil.i.us.us.i252.i.i to i64
  %.878.us.us.us.us.us.us.us25.i254.i.i = or i64 %word.2.3394.us.us.us.us.us.us.us19.i248.i.i, %.267.epil.i.us.us.i253.i.i
  %sunkaddr181.i = getelementptr i8, ptr %sunkaddr179.i, i64 1
  %.848.us.us.us.us.us.us.us21.1.i257.i.i = load i8, ptr %sunkaddr181.i, align 1
  %.260.epil.i.us.us.1.i258.i.i = icmp eq i8 %.258.epil.i.us.us.i245.i.i, %.848.us.us.us.us.us.us.us21.1.i257.i.i
  %.267.epil.i.us.us.1.i259.i.i = zext i1 %.260.epil.i.us.us.1.i258.i.i to i64
  %.878.us.us.us.us.us.us.us25.1.i260.i.i = or i64 %.878.us.us.us.us.us.us.us25.i254.i.i, %.267.epil.i.us.us.1.i259.i.i
  %sunkaddr183.i = getelementptr i8, ptr %sunkaddr179.i, i64 2
  %.848.us.us.us.us.us.us.us21.2.i263.i.i = load i8, ptr %sunkaddr183.i, align 1
  %.260.epil.i.us.us.2.i264.i.i = icmp eq i8 %.258.epil.i.us.us.i245.i.i, %.848.us.us.us.us.us.us.us21.2.i263.i.i
  %.267.epil.i.us.us.2.i265.i.i = zext i1 %.260.epil.i.us.us.2.i264.i.i to i64
  %.878.us.us.us.us.us.us.us25.2.i266.i.i = or i64 %.878.us.us.us.us.us.us.us25.1.i260.i.i, %.267.epil.i.us.us.2.i265.i.i
  %sunkaddr185.i = getelementptr i8, ptr %sunkaddr179.i, i64 3
  %.848.us.us.us.us.us.us.us21.3.i269.i.i = load i8, ptr %sunkaddr185.i, align 1
  %.260.epil.i.us.us.3.i270.i.i = icmp eq i8 %.258.epil.i.us.us.i245.i.i, %.848.us.us.us.us.us.us.us21.3.i269.i.i
  %.267.epil.i.us.us.3.i271.i.i = zext i1 %.260.epil.i.us.us.3.i270.i.i to i64
  %.790.us.us.us.us.us.us.us24.3.i272.i.i = add nuw nsw i64 %.783390392.us.us.us.us.us.us.us20.i249.i.i, 4
  %.878.us.us.us.us.us.us.us25.3.i273.i.i = or i64 %.878.us.us.us.us.us.us.us25.2.i266.i.i, %.267.epil.i.us.us.3.i271.i.i
  %niter56.ncmp.3.i274.i.i = icmp eq i64 %unroll_iter55.i102.i.i, %.790.us.us.us.us.us.us.us24.3.i272.i.i
  br i1 %niter56.ncmp.3.i274.i.i, label %B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i275.i.i, label %B336.us.us.us.us.us.us.us18.i247.i.i
B336.us.us.us.us.us.us.i203.i.i:
  %word.2.3394.us.us.us.us.us.us.i204.i.i = phi i64 [ %.878.us.us.us.us.us.us.i239.i.i, %B336.endif.us.us.us.us.us.us.i236.i.i ], [ 0, %B336.us.us.us.us.us.us.preheader.i197.i.i ]
  %.783390392.us.us.us.us.us.us.i205.i.i = phi i64 [ %.790.us.us.us.us.us.us.i238.i.i, %B336.endif.us.us.us.us.us.us.i236.i.i ], [ 0, %B336.us.us.us.us.us.us.preheader.i197.i.i ]
  %61 = getelementptr i8, ptr %.9, i64 %.783390392.us.us.us.us.us.us.i205.i.i
  %.848.us.us.us.us.us.us.i206.i.i = load i8, ptr %61, align 1
  br label %B144.i.us.i207.i.i
B144.i.us.i207.i.i:
  %word.2.0120.i.us.i208.i.i = phi i64 [ 0, %B336.us.us.us.us.us.us.i203.i.i ], [ %word.3.1.1.i.us.i227.i.i, %B144.i.us.i207.i.i ]
  %.187116118.i.us.i209.i.i = phi i64 [ 0, %B336.us.us.us.us.us.us.i203.i.i ], [ %.194.1.i.us.i219.i.i, %B144.i.us.i207.i.i ]
  %62 = add i64 %.187116118.i.us.i209.i.i, %.818.us.us.us.us.us.i133.i.i
  %.242.i.us.i210.i.i = icmp slt i64 %62, 0
  %.243.i.us.i211.i.i = select i1 %.242.i.us.i210.i.i, i64 %arg.reference.5.0.arg.prediction.5.0.i.i, i64 0
  %scevgep5.i.us.i212.i.i = getelementptr i8, ptr %scevgep.i.i139.i.i, i64 %.243.i.us.i211.i.i
  %scevgep6.i.us.i213.i.i = getelementptr i8, ptr %scevgep5.i.us.i212.i.i, i64 %.187116118.i.us.i209.i.i
  %.258.i.us.i214.i.i = load i8, ptr %scevgep6.i.us.i213.i.i, align 1
  %.260.i.us.i215.i.i = icmp eq i8 %.258.i.us.i214.i.i, %.848.us.us.us.us.us.us.i206.i.i
  %.265.i.us.i216.i.i = shl nuw i64 1, %.187116118.i.us.i209.i.i
  %.267.i.us.i217.i.i = select i1 %.260.i.us.i215.i.i, i64 %.265.i.us.i216.i.i, i64 0
  %word.3.1.i.us.i218.i.i = or i64 %.267.i.us.i217.i.i, %word.2.0120.i.us.i208.i.i
  %.194.1.i.us.i219.i.i = add nuw i64 %.187116118.i.us.i209.i.i, 2
  %63 = add i64 %53, %.187116118.i.us.i209.i.i
  %.242.1.i.us.i220.i.i = icmp slt i64 %63, 0
  %64 = select i1 %.242.1.i.us.i220.i.i, i64 %40, i64 1
  %scevgep3.i.us.i221.i.i = getelementptr i8, ptr %scevgep.i.i139.i.i, i64 %64
  %scevgep4.i.us.i222.i.i = getelementptr i8, ptr %scevgep3.i.us.i221.i.i, i64 %.187116118.i.us.i209.i.i
  %.258.1.i.us.i223.i.i = load i8, ptr %scevgep4.i.us.i222.i.i, align 1
  %.260.1.i.us.i224.i.i = icmp eq i8 %.258.1.i.us.i223.i.i, %.848.us.us.us.us.us.us.i206.i.i
  %.265.1.i.us.i225.i.i = shl nuw i64 2, %.187116118.i.us.i209.i.i
  %.267.1.i.us.i226.i.i = select i1 %.260.1.i.us.i224.i.i, i64 %.265.1.i.us.i225.i.i, i64 0
  %word.3.1.1.i.us.i227.i.i = or i64 %word.3.1.i.us.i218.i.i, %.267.1.i.us.i226.i.i
  %niter.ncmp.1.i.us.i228.i.i = icmp eq i64 %.194.1.i.us.i219.i.i, %unroll_iter.i.i138.i.i
  br i1 %niter.ncmp.1.i.us.i228.i.i, label %common.ret.loopexit.unr-lcssa.i.us.i229.i.i, label %B144.i.us.i207.i.i
common.ret.loopexit.unr-lcssa.i.us.i229.i.i:
  br i1 %60, label %B336.endif.us.us.us.us.us.us.i236.i.i, label %B144.epil.preheader.i.us.i230.i.i
B144.epil.preheader.i.us.i230.i.i:
  %.258.epil.i.us.i232.i.i = load i8, ptr %sunkaddr186.i, align 1
  %.260.epil.i.us.i233.i.i = icmp eq i8 %.258.epil.i.us.i232.i.i, %.848.us.us.us.us.us.us.i206.i.i
  %.267.epil.i.us.i234.i.i = select i1 %.260.epil.i.us.i233.i.i, i64 %.265.epil.i.us.i202.i.i, i64 0
  %word.3.1.epil.i.us.i235.i.i = or i64 %.267.epil.i.us.i234.i.i, %word.3.1.1.i.us.i227.i.i
  br label %B336.endif.us.us.us.us.us.us.i236.i.i
B336.endif.us.us.us.us.us.us.i236.i.i:
  %storemerge.i.us.i237.i.i = phi i64 [ %word.3.1.epil.i.us.i235.i.i, %B144.epil.preheader.i.us.i230.i.i ], [ %word.3.1.1.i.us.i227.i.i, %common.ret.loopexit.unr-lcssa.i.us.i229.i.i ]
  %.790.us.us.us.us.us.us.i238.i.i = add nuw nsw i64 %.783390392.us.us.us.us.us.us.i205.i.i, 1
  %.878.us.us.us.us.us.us.i239.i.i = or i64 %storemerge.i.us.i237.i.i, %word.2.3394.us.us.us.us.us.us.i204.i.i
  %exitcond840.not.us.i240.i.i = icmp eq i64 %arg.values.2.fr.i9.i.i, %.790.us.us.us.us.us.us.i238.i.i
  br i1 %exitcond840.not.us.i240.i.i, label %B334.B400_crit_edge.us.us.us.us.us.i171.i.i, label %B336.us.us.us.us.us.us.i203.i.i
B200.endif.endif.us.us.us.us.us.split.i140.i.i:
  %.49.i.i141.i.i = load <64 x i8>, ptr %scevgep.i.i139.i.i, align 1
  br i1 %101, label %B336.us.us.us.us.us.epil.preheader.i161.i.i, label %B336.us.us.us.us.us.i143.i.i
B336.us.us.us.us.us.i143.i.i:
  %word.2.3394.us.us.us.us.us.i144.i.i = phi i64 [ %.878.us.us.us.us.us.1.i158.i.i, %B336.us.us.us.us.us.i143.i.i ], [ 0, %B200.endif.endif.us.us.us.us.us.split.i140.i.i ]
  %.783390392.us.us.us.us.us.i145.i.i = phi i64 [ %.790.us.us.us.us.us.1.i157.i.i, %B336.us.us.us.us.us.i143.i.i ], [ 0, %B200.endif.endif.us.us.us.us.us.split.i140.i.i ]
  %sunkaddr187.i = getelementptr i8, ptr %.9, i64 %.783390392.us.us.us.us.us.i145.i.i
  %.848.us.us.us.us.us.i147.i.i = load i8, ptr %sunkaddr187.i, align 1
  %.50.i.i148.i.i = insertelement <64 x i8> poison, i8 %.848.us.us.us.us.us.i147.i.i, i64 0
  %.51.i.i149.i.i = shufflevector <64 x i8> %.50.i.i148.i.i, <64 x i8> poison, <64 x i32> zeroinitializer
  %.52.i.i150.i.i = icmp eq <64 x i8> %.49.i.i141.i.i, %.51.i.i149.i.i
  %sunkaddr189.i = getelementptr i8, ptr %sunkaddr187.i, i64 1
  %.848.us.us.us.us.us.1.i153.i.i = load i8, ptr %sunkaddr189.i, align 1
  %.50.i.1.i154.i.i = insertelement <64 x i8> poison, i8 %.848.us.us.us.us.us.1.i153.i.i, i64 0
  %.51.i.1.i155.i.i = shufflevector <64 x i8> %.50.i.1.i154.i.i, <64 x i8> poison, <64 x i32> zeroinitializer
  %.52.i.1.i156.i.i = icmp eq <64 x i8> %.49.i.i141.i.i, %.51.i.1.i155.i.i
  %.790.us.us.us.us.us.1.i157.i.i = add nuw i64 %.783390392.us.us.us.us.us.i145.i.i, 2
  %65 = or <64 x i1> %.52.i.i150.i.i, %.52.i.1.i156.i.i
  %66 = bitcast <64 x i1> %65 to i64
  %67 = and i64 %.6.i.i.i137.i.i, %66
  %.878.us.us.us.us.us.1.i158.i.i = or i64 %67, %word.2.3394.us.us.us.us.us.i144.i.i
  %niter.ncmp.1.i159.i.i = icmp eq i64 %unroll_iter.i100.i.i, %.790.us.us.us.us.us.1.i157.i.i
  br i1 %niter.ncmp.1.i159.i.i, label %B334.B400_crit_edge.us.us.us.us.us.loopexit45.unr-lcssa.i160.i.i, label %B336.us.us.us.us.us.i143.i.i
B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i275.i.i:
  br i1 %105, label %B334.B400_crit_edge.us.us.us.us.us.i171.i.i, label %B336.us.us.us.us.us.us.us18.epil.preheader.i276.i.i
B336.us.us.us.us.us.us.us18.epil.preheader.i276.i.i:
  %word.2.3394.us.us.us.us.us.us.us19.epil.init.i277.i.i = phi i64 [ 0, %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i241.i.i ], [ %.878.us.us.us.us.us.us.us25.3.i273.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i275.i.i ]
  %.783390392.us.us.us.us.us.us.us20.epil.init.i278.i.i = phi i64 [ 0, %B200.endif.endif.us.us.us.us.us.split.us.split.split.us.i241.i.i ], [ %unroll_iter55.i102.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i275.i.i ]
  %scevgep72.i279.i.i = getelementptr i8, ptr %.9, i64 %.783390392.us.us.us.us.us.us.us20.epil.init.i278.i.i
  br label %B336.us.us.us.us.us.us.us18.epil.i280.i.i
B336.us.us.us.us.us.us.us18.epil.i280.i.i:
  %word.2.3394.us.us.us.us.us.us.us19.epil.i281.i.i = phi i64 [ %word.2.3394.us.us.us.us.us.us.us19.epil.init.i277.i.i, %B336.us.us.us.us.us.us.us18.epil.preheader.i276.i.i ], [ %.878.us.us.us.us.us.us.us25.epil.i287.i.i, %B336.us.us.us.us.us.us.us18.epil.i280.i.i ]
  %epil.iter.i282.i.i = phi i64 [ 0, %B336.us.us.us.us.us.us.us18.epil.preheader.i276.i.i ], [ %epil.iter.next.i288.i.i, %B336.us.us.us.us.us.us.us18.epil.i280.i.i ]
  %scevgep73.i283.i.i = getelementptr i8, ptr %scevgep72.i279.i.i, i64 %epil.iter.i282.i.i
  %.848.us.us.us.us.us.us.us21.epil.i284.i.i = load i8, ptr %scevgep73.i283.i.i, align 1
  %.260.epil.i.us.us.epil.i285.i.i = icmp eq i8 %.258.epil.i.us.us.i245.i.i, %.848.us.us.us.us.us.us.us21.epil.i284.i.i
  %.267.epil.i.us.us.epil.i286.i.i = zext i1 %.260.epil.i.us.us.epil.i285.i.i to i64
  %.878.us.us.us.us.us.us.us25.epil.i287.i.i = or i64 %word.2.3394.us.us.us.us.us.us.us19.epil.i281.i.i, %.267.epil.i.us.us.epil.i286.i.i
  %epil.iter.next.i288.i.i = add i64 %epil.iter.i282.i.i, 1
  %epil.iter.cmp.not.i289.i.i = icmp eq i64 %xtraiter51.i101.i.i, %epil.iter.next.i288.i.i
  br i1 %epil.iter.cmp.not.i289.i.i, label %B334.B400_crit_edge.us.us.us.us.us.i171.i.i, label %B336.us.us.us.us.us.us.us18.epil.i280.i.i
B334.B400_crit_edge.us.us.us.us.us.loopexit45.unr-lcssa.i160.i.i:
  br i1 %103, label %B334.B400_crit_edge.us.us.us.us.us.i171.i.i, label %B336.us.us.us.us.us.epil.preheader.i161.i.i
B336.us.us.us.us.us.epil.preheader.i161.i.i:
  %word.2.3394.us.us.us.us.us.epil.init.i162.i.i = phi i64 [ 0, %B200.endif.endif.us.us.us.us.us.split.i140.i.i ], [ %.878.us.us.us.us.us.1.i158.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit45.unr-lcssa.i160.i.i ]
  %.848.us.us.us.us.us.epil.i164.i.i = load i8, ptr %sunkaddr190.i, align 1
  %.50.i.epil.i165.i.i = insertelement <64 x i8> poison, i8 %.848.us.us.us.us.us.epil.i164.i.i, i64 0
  %.51.i.epil.i166.i.i = shufflevector <64 x i8> %.50.i.epil.i165.i.i, <64 x i8> poison, <64 x i32> zeroinitializer
  %.52.i.epil.i167.i.i = icmp eq <64 x i8> %.49.i.i141.i.i, %.51.i.epil.i166.i.i
  %.53.i.epil.i168.i.i = bitcast <64 x i1> %.52.i.epil.i167.i.i to i64
  %.93.i.epil.i169.i.i = and i64 %.6.i.i.i137.i.i, %.53.i.epil.i168.i.i
  %.878.us.us.us.us.us.epil.i170.i.i = or i64 %.93.i.epil.i169.i.i, %word.2.3394.us.us.us.us.us.epil.init.i162.i.i
  br label %B334.B400_crit_edge.us.us.us.us.us.i171.i.i
B334.B400_crit_edge.us.us.us.us.us.i171.i.i:
  %.us-phi.i172.i.i = phi i64 [ 0, %B200.endif.endif.us.us.us.us.us.split.us.i194.i.i ], [ %.878.us.us.us.us.us.epil.i170.i.i, %B336.us.us.us.us.us.epil.preheader.i161.i.i ], [ %.878.us.us.us.us.us.us.us25.epil.i287.i.i, %B336.us.us.us.us.us.us.us18.epil.i280.i.i ], [ %.878.us.us.us.us.us.us.us25.3.i273.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit.unr-lcssa.i275.i.i ], [ %.878.us.us.us.us.us.1.i158.i.i, %B334.B400_crit_edge.us.us.us.us.us.loopexit45.unr-lcssa.i160.i.i ], [ %.878.us.us.us.us.us.us.i239.i.i, %B336.endif.us.us.us.us.us.us.i236.i.i ]
  %.919.us.us.us.us.us.i173.i.i = load i64, ptr %sunkaddr.i, align 8
  %.921.us.us.us.us.us.i174.i.i = sub nsw i64 %.225567601.us.us.i105.i.i, %.919.us.us.us.us.us.i173.i.i
  %.951.us.us.us.us.us.i176.i.i = load i64, ptr %sunkaddr152.i, align 8
  %.953.us.us.us.us.us.i177.i.i = sub nsw i64 %.405433453.us.us.us.us.i118.i.i, %.951.us.us.us.us.us.i176.i.i
  %.990.us.us.us.us.us.i178.i.i = icmp slt i64 %.921.us.us.us.us.us.i174.i.i, 0
  %.991.us.us.us.us.us.i179.i.i = select i1 %.990.us.us.us.us.us.i178.i.i, i64 %.13, i64 0
  %.992.us.us.us.us.us.i180.i.i = add i64 %.991.us.us.us.us.us.i179.i.i, %.921.us.us.us.us.us.i174.i.i
  %.993.us.us.us.us.us.i181.i.i = icmp slt i64 %.953.us.us.us.us.us.i177.i.i, 0
  %.994.us.us.us.us.us.i182.i.i = select i1 %.993.us.us.us.us.us.i181.i.i, i64 %.14, i64 0
  %.995.us.us.us.us.us.i183.i.i = add i64 %.994.us.us.us.us.us.i182.i.i, %.953.us.us.us.us.us.i177.i.i
  %.1022.us.us.us.us.us.i184.i.i = mul i64 %.992.us.us.us.us.us.i180.i.i, %factor.op.mul.i.i
  %.1024.us.us.us.us.us.i185.i.i = mul i64 %.995.us.us.us.us.us.i183.i.i, %arg.bits.5.2.fr.i.i.i
  %68 = getelementptr i64, ptr %.754.i.i, i64 %.1022.us.us.us.us.us.i184.i.i
  %69 = getelementptr i64, ptr %68, i64 %.1024.us.us.us.us.us.i185.i.i
  %70 = getelementptr i64, ptr %69, i64 %.554399410.us.us.us.us.us.i123.i.i
  store i64 %.us-phi.i172.i.i, ptr %70, align 8
  %indvars.iv.next.i186.i.i = add i64 %indvars.iv.i122.i.i, -64
  %exitcond841.not.i187.i.i = icmp eq i64 %arg.bits.5.2.fr.i.i.i, %.561.us.us.us.us.us.i124.i.i
  br i1 %exitcond841.not.i187.i.i, label %B198.B120.loopexit_crit_edge.split.us.us.us.us.us.i188.i.i, label %B200.endif.endif.us.us.us.us.us.i121.i.i
B198.B120.loopexit_crit_edge.split.us.us.us.us.us.i188.i.i:
  %.408.us.us.us.us.i189.i.i = add nsw i64 %.398430454.us.us.us.us.i117.i.i, -1
  %.412.us.us.us.us.i190.i.i = add i64 %.405433453.us.us.us.us.i118.i.i, 1
  %.399.us.us.us.us.i191.i.i = icmp sgt i64 %.398430454.us.us.us.us.i117.i.i, 1
  br i1 %.399.us.us.us.us.i191.i.i, label %B122.endif.us.us.us.us.i116.i.i, label %B60.loopexit.us.us.i192.i.i
B62.endif.us.i18.i.i:
  %.218564602.us.i19.i.i = phi i64 [ %.228.us.i21.i.i, %B60.loopexit.us.i66.i.i ], [ %..174.i6.i.i, %B62.endif.us.i18.preheader.i.i ]
  %.225567601.us.i20.i.i = phi i64 [ %.232.us.i22.i.i, %B60.loopexit.us.i66.i.i ], [ %.107.i2.i.i, %B62.endif.us.i18.preheader.i.i ]
  %.228.us.i21.i.i = add nsw i64 %.218564602.us.i19.i.i, -1
  %.232.us.i22.i.i = add i64 %.225567601.us.i20.i.i, 1
  %.289.us.i24.i.i = load i64, ptr %sunkaddr152.i, align 8
  %.319.us.i26.i.i = load i64, ptr %sunkaddr154.i, align 8
  %.356.us.i27.i.i = sub i64 %.319.us.i26.i.i, %.289.us.i24.i.i
  %.399450.us.not.i28.i.i = icmp slt i64 %.356.us.i27.i.i, 1
  br i1 %.399450.us.not.i28.i.i, label %B60.loopexit.us.i66.i.i, label %B200.endif.endif.us473.us.peel.i30.i.i
B60.loopexit.us.i66.i.i:
  %.219.us.i67.i.i = icmp sgt i64 %.218564602.us.i19.i.i, 1
  br i1 %.219.us.i67.i.i, label %B62.endif.us.i18.i.i, label %B168.endif.endif.i.i
B200.endif.endif.us473.us.peel.i30.i.i:
  %.398430454.us.us611.i31.i.i = phi i64 [ %.408.us.us615.i63.i.i, %B198.B120.loopexit_crit_edge.split.us490.us.loopexit.i62.i.i ], [ %.356.us.i27.i.i, %B62.endif.us.i18.i.i ]
  %.405433453.us.us612.i32.i.i = phi i64 [ %.412.us.us616.i64.i.i, %B198.B120.loopexit_crit_edge.split.us490.us.loopexit.i62.i.i ], [ %.289.us.i24.i.i, %B62.endif.us.i18.i.i ]
  %.919.us474.us.peel.i33.i.i = load i64, ptr %sunkaddr.i, align 8
  %.921.us475.us.peel.i34.i.i = sub nsw i64 %.225567601.us.i20.i.i, %.919.us474.us.peel.i33.i.i
  %.951.us476.us.peel.i36.i.i = load i64, ptr %sunkaddr152.i, align 8
  %.953.us477.us.peel.i37.i.i = sub nsw i64 %.405433453.us.us612.i32.i.i, %.951.us476.us.peel.i36.i.i
  %.990.us478.us.peel.i38.i.i = icmp slt i64 %.921.us475.us.peel.i34.i.i, 0
  %.991.us479.us.peel.i39.i.i = select i1 %.990.us478.us.peel.i38.i.i, i64 %.13, i64 0
  %.992.us480.us.peel.i40.i.i = add i64 %.991.us479.us.peel.i39.i.i, %.921.us475.us.peel.i34.i.i
  %.993.us481.us.peel.i41.i.i = icmp slt i64 %.953.us477.us.peel.i37.i.i, 0
  %.994.us482.us.peel.i42.i.i = select i1 %.993.us481.us.peel.i41.i.i, i64 %.14, i64 0
  %.995.us483.us.peel.i43.i.i = add i64 %.994.us482.us.peel.i42.i.i, %.953.us477.us.peel.i37.i.i
  %.1022.us486.us.peel.i44.i.i = mul i64 %.992.us480.us.peel.i40.i.i, %factor.op.mul.i.i
  %.1024.us487.us.peel.i45.i.i = mul i64 %.995.us483.us.peel.i43.i.i, %arg.bits.5.2.fr.i.i.i
  %71 = getelementptr i64, ptr %.754.i.i, i64 %.1022.us486.us.peel.i44.i.i
  %72 = getelementptr i64, ptr %71, i64 %.1024.us487.us.peel.i45.i.i
  store i64 0, ptr %72, align 8
  br label %B200.endif.endif.us473.us.i46.i.i
B200.endif.endif.us473.us.i46.i.i:
  %lsr.iv359.i.i = phi ptr [ %scevgep360.i.i, %B200.endif.endif.us473.us.i46.i.i ], [ %scevgep358.i.i, %B200.endif.endif.us473.us.peel.i30.i.i ]
  %lsr.iv80.i47.i.i = phi i64 [ %lsr.iv.next81.i60.i.i, %B200.endif.endif.us473.us.i46.i.i ], [ %81, %B200.endif.endif.us473.us.peel.i30.i.i ]
  %.919.us474.us.i49.i.i = load i64, ptr %sunkaddr.i, align 8
  %.951.us476.us.i52.i.i = load i64, ptr %sunkaddr152.i, align 8
  %.990.us478.us.i54.i.i = icmp slt i64 %.225567601.us.i20.i.i, %.919.us474.us.i49.i.i
  %.991.us479.us.i55.i.i = select i1 %.990.us478.us.i54.i.i, i64 %.13, i64 0
  %.993.us481.us.i56.i.i = icmp slt i64 %.405433453.us.us612.i32.i.i, %.951.us476.us.i52.i.i
  %.994.us482.us.i57.i.i = select i1 %.993.us481.us.i56.i.i, i64 %.14, i64 0
  %73 = sub i64 %.225567601.us.i20.i.i, %.919.us474.us.i49.i.i
  %74 = add i64 %73, %.991.us479.us.i55.i.i
  %75 = mul i64 %74, %.14
  %76 = sub i64 %.405433453.us.us612.i32.i.i, %.951.us476.us.i52.i.i
  %77 = add i64 %76, %.994.us482.us.i57.i.i
  %78 = add i64 %77, %75
  %79 = mul i64 %78, %83
  %scevgep65.i = getelementptr i8, ptr %lsr.iv359.i.i, i64 %79
  store i64 0, ptr %scevgep65.i, align 8
  %lsr.iv.next81.i60.i.i = add i64 %lsr.iv80.i47.i.i, -1
  %scevgep360.i.i = getelementptr i8, ptr %lsr.iv359.i.i, i64 8
  %exitcond.not.i61.i.i = icmp eq i64 %lsr.iv.next81.i60.i.i, 0
  br i1 %exitcond.not.i61.i.i, label %B198.B120.loopexit_crit_edge.split.us490.us.loopexit.i62.i.i, label %B200.endif.endif.us473.us.i46.i.i
B198.B120.loopexit_crit_edge.split.us490.us.loopexit.i62.i.i:
  %.408.us.us615.i63.i.i = add nsw i64 %.398430454.us.us611.i31.i.i, -1
  %.412.us.us616.i64.i.i = add i64 %.405433453.us.us612.i32.i.i, 1
  %.399.us.us617.i65.i.i = icmp ugt i64 %.398430454.us.us611.i31.i.i, 1
  br i1 %.399.us.us617.i65.i.i, label %B200.endif.endif.us473.us.peel.i30.i.i, label %B60.loopexit.us.i66.i.i
B466.i.i:
  br i1 %exitcond751.not.i.i, label %v4, label %B88.i.i
B0.else.endif.if.i.i:
  %80 = shl i64 %.6, 3
  br label %B88.lr.ph.i.i
B88.lr.ph.i.i:
  %.187.sroa.0.3.i.i = phi i64 [ %80, %B0.else.endif.if.i.i ], [ 16, %.17 ]
  %factor.op.mul.i.i = mul i64 %arg.bits.5.2.fr.i.i.i, %.14
  %.579.reass.i.i = mul i64 %factor.op.mul.i.i, %.13
  %.953652.not.i.i = icmp slt i64 %.13, 1
  %.1096634.not.i.i = icmp slt i64 %.14, 1
  %.1239624.not.i.i = icmp slt i64 %arg.bits.5.2.fr.i.i.i, 1
  %arg.values.2.fr.i.i.i = freeze i64 %.8
  %81 = add i64 %arg.bits.5.2.fr.i.i.i, -1
  %82 = shl i64 %.14, 3
  %unroll_iter.i.i.i = and i64 %arg.values.2.fr.i.i.i, 9223372036854775806
  %xtraiter51.i.i.i = and i64 %arg.values.2.fr.i.i.i, 3
  %unroll_iter55.i.i.i = and i64 %arg.values.2.fr.i.i.i, 9223372036854775804
  %unroll_iter.i100.i.i = and i64 %arg.values.2.fr.i9.i.i, 9223372036854775806
  %xtraiter51.i101.i.i = and i64 %arg.values.2.fr.i9.i.i, 3
  %unroll_iter55.i102.i.i = and i64 %arg.values.2.fr.i9.i.i, 9223372036854775804
  %brmerge.i.i = select i1 %.953652.not.i.i, i1 true, i1 %.1096634.not.i.i
  %brmerge756.i.i = or i1 %brmerge.i.i, %.1239624.not.i.i
  %xtraiter.i.i = and i64 %arg.bits.5.2.fr.i.i.i, 3
  %unroll_iter.i.i = and i64 %arg.bits.5.2.fr.i.i.i, 9223372036854775804
  %83 = shl i64 %arg.bits.5.2.fr.i.i.i, 3
  %scevgep.i.i = getelementptr i8, ptr %.11, i64 8
  %84 = shl i64 %.579.reass.i.i, 3
  %scevgep376.i.i = getelementptr i8, ptr %.11, i64 24
  %85 = shl i64 %factor.op.mul.i.i, 3
  %86 = shl i64 %unroll_iter.i.i, 3
  %unroll_iter.i = and i64 %.14, 9223372036854775806
  %scevgep88.i = getelementptr i8, ptr %.11, i64 %86
  %87 = shl i64 %.13, 3
  %88 = mul i64 %87, %.14
  %89 = shl i64 %arg.bits.5.2.fr.i.i.i, 4
  %sunkaddr.i = getelementptr i8, ptr %.5, i64 %.187.sroa.0.3.i.i
  %sunkaddr120.i = getelementptr i8, ptr %sunkaddr.i, i64 8
  %90 = icmp eq i64 %arg.values.2.fr.i9.i.i, 0
  %91 = icmp sgt i64 %arg.values.2.fr.i.i.i, 0
  %92 = icmp eq i64 %arg.bits.5.2.fr.i.i.i, 1
  %sunkaddr152.i = getelementptr i8, ptr %sunkaddr.i, i64 16
  %sunkaddr154.i = getelementptr i8, ptr %sunkaddr.i, i64 24
  %93 = mul i64 %arg.bits.5.2.fr.i.i.i, %.13
  %sunkaddr133.i = getelementptr i8, ptr %sunkaddr.i, i64 32
  %sunkaddr135.i = getelementptr i8, ptr %sunkaddr.i, i64 40
  %94 = icmp eq i64 %arg.values.2.fr.i.i.i, 1
  %95 = and i64 %arg.values.2.fr.i.i.i, 1
  %96 = icmp eq i64 %95, 0
  %sunkaddr147.i = getelementptr i8, ptr %.7, i64 %unroll_iter.i.i.i
  %97 = icmp ult i64 %arg.values.2.fr.i.i.i, 4
  %98 = icmp eq i64 %xtraiter51.i.i.i, 0
  %99 = icmp sgt i64 %arg.bits.5.2.fr.i.i.i, 0
  %100 = icmp sgt i64 %arg.values.2.fr.i9.i.i, 0
  %101 = icmp eq i64 %arg.values.2.fr.i9.i.i, 1
  %102 = and i64 %arg.values.2.fr.i9.i.i, 1
  %103 = icmp eq i64 %102, 0
  %sunkaddr190.i = getelementptr i8, ptr %.9, i64 %unroll_iter.i100.i.i
  %104 = icmp ult i64 %arg.values.2.fr.i9.i.i, 4
  %105 = icmp eq i64 %xtraiter51.i101.i.i, 0
  %106 = icmp ult i64 %81, 3
  %107 = icmp eq i64 %xtraiter.i.i, 0
  %108 = icmp eq i64 %.14, 1
  %109 = and i64 %.14, 1
  %110 = icmp eq i64 %109, 0
  br label %B88.i.i
B100.endif.i.i:
  br i1 %90, label %B466.i.i, label %B168.i.i
B168.endif.endif.i.i:
  br i1 %brmerge756.i.i, label %B466.i.i, label %B280.endif.us.us.preheader.i.i
B280.endif.us.us.preheader.i.i:
  %111 = mul i64 %.689.i.i, %84
  br i1 %106, label %B280.endif.us.us.i.us.preheader.i, label %B280.endif.us.us.i.preheader.i
B280.endif.us.us.i.us.preheader.i:
  %scevgep408.i.i = getelementptr i8, ptr %.11, i64 %111
  %112 = mul nuw nsw i64 %.434686723.i.i, %88
  %113 = add i64 %112, 8
  %114 = mul i64 %113, %arg.bits.5.2.fr.i.i.i
  %scevgep103.i = getelementptr i8, ptr %.11, i64 %114
  %115 = mul i64 %.689.i.i, %88
  %116 = add i64 %115, 8
  %117 = mul i64 %116, %arg.bits.5.2.fr.i.i.i
  %scevgep109.i = getelementptr i8, ptr %.11, i64 %117
  br label %B280.endif.us.us.i.us.i
B280.endif.us.us.i.preheader.i:
  %118 = mul nuw nsw i64 %.434686723.i.i, %84
  %scevgep390.i.i = getelementptr i8, ptr %scevgep376.i.i, i64 %118
  %scevgep377.i.i = getelementptr i8, ptr %scevgep376.i.i, i64 %111
  br i1 %107, label %B280.endif.us.us.i.us11.i, label %B280.endif.us.us.i.preheader20.i
B280.endif.us.us.i.preheader20.i:
  %scevgep95.i = getelementptr i8, ptr %scevgep88.i, i64 %111
  %scevgep89.i = getelementptr i8, ptr %scevgep88.i, i64 %118
  br label %B280.endif.us.us.i.i
B280.endif.us.us.i.us11.i:
  %lsr.iv391.i.us.i = phi ptr [ %scevgep392.i.us.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.us.us.i ], [ %scevgep390.i.i, %B280.endif.us.us.i.preheader.i ]
  %lsr.iv378.i.us.i = phi ptr [ %scevgep379.i.us.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.us.us.i ], [ %scevgep377.i.i, %B280.endif.us.us.i.preheader.i ]
  %.959645655.us.us.i.us12.i = phi i64 [ %.966.us.us.i.us13.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.us.us.i ], [ 0, %B280.endif.us.us.i.preheader.i ]
  br label %B336.endif.us.us.us.i.us.us15.i
B336.endif.us.us.us.i.us.us15.i:
  %lsr.iv393.i.us.us.i = phi ptr [ %scevgep394.i.us.us.i, %B390.B334.loopexit_crit_edge.us.us.us.unr-lcssa.i.us.us.i ], [ %lsr.iv391.i.us.i, %B280.endif.us.us.i.us11.i ]
  %lsr.iv380.i.us.us.i = phi ptr [ %scevgep381.i.us.us.i, %B390.B334.loopexit_crit_edge.us.us.us.unr-lcssa.i.us.us.i ], [ %lsr.iv378.i.us.i, %B280.endif.us.us.i.us11.i ]
  %.1102629635.us.us.us.i.us.us.i = phi i64 [ %.1109.us.us.us.i.us.us.i, %B390.B334.loopexit_crit_edge.us.us.us.unr-lcssa.i.us.us.i ], [ 0, %B280.endif.us.us.i.us11.i ]
  br label %B392.us.us.us.i.us.us.i
B392.us.us.us.i.us.us.i:
  %.1245623625.us.us.us.i.us.us.i = phi i64 [ %.1252.us.us.us.3.i.us.us.i, %B392.us.us.us.i.us.us.i ], [ 0, %B336.endif.us.us.us.i.us.us15.i ]
  %119 = shl i64 %.1245623625.us.us.us.i.us.us.i, 3
  %scevgep387.i.us.us.i = getelementptr i8, ptr %lsr.iv380.i.us.us.i, i64 %119
  %scevgep388.i.us.us.i = getelementptr i8, ptr %scevgep387.i.us.us.i, i64 -24
  %.1373.us.us.us.i.us.us.i = load i64, ptr %scevgep388.i.us.us.i, align 8
  %scevgep400.i.us.us.i = getelementptr i8, ptr %lsr.iv393.i.us.us.i, i64 %119
  %scevgep401.i.us.us.i = getelementptr i8, ptr %scevgep400.i.us.us.i, i64 -24
  %.1469.us.us.us.i.us.us.i = load i64, ptr %scevgep401.i.us.us.i, align 8
  %.1474.us.us.us.i.us.us.i = or i64 %.1469.us.us.us.i.us.us.i, %.1373.us.us.us.i.us.us.i
  store i64 %.1474.us.us.us.i.us.us.i, ptr %scevgep388.i.us.us.i, align 8
  %scevgep87.us.us.i = getelementptr i8, ptr %scevgep387.i.us.us.i, i64 -16
  %.1373.us.us.us.1.i.us.us.i = load i64, ptr %scevgep87.us.us.i, align 8
  %scevgep83.us.us.i = getelementptr i8, ptr %scevgep400.i.us.us.i, i64 -16
  %.1469.us.us.us.1.i.us.us.i = load i64, ptr %scevgep83.us.us.i, align 8
  %.1474.us.us.us.1.i.us.us.i = or i64 %.1469.us.us.us.1.i.us.us.i, %.1373.us.us.us.1.i.us.us.i
  store i64 %.1474.us.us.us.1.i.us.us.i, ptr %scevgep87.us.us.i, align 8
  %scevgep85.us.us.i = getelementptr i8, ptr %scevgep387.i.us.us.i, i64 -8
  %.1373.us.us.us.2.i.us.us.i = load i64, ptr %scevgep85.us.us.i, align 8
  %scevgep81.us.us.i = getelementptr i8, ptr %scevgep400.i.us.us.i, i64 -8
  %.1469.us.us.us.2.i.us.us.i = load i64, ptr %scevgep81.us.us.i, align 8
  %.1474.us.us.us.2.i.us.us.i = or i64 %.1469.us.us.us.2.i.us.us.i, %.1373.us.us.us.2.i.us.us.i
  store i64 %.1474.us.us.us.2.i.us.us.i, ptr %scevgep85.us.us.i, align 8
  %.1252.us.us.us.3.i.us.us.i = add nuw nsw i64 %.1245623625.us.us.us.i.us.us.i, 4
  %.1373.us.us.us.3.i.us.us.i = load i64, ptr %scevgep387.i.us.us.i, align 8
  %.1469.us.us.us.3.i.us.us.i = load i64, ptr %scevgep400.i.us.us.i, align 8
  %.1474.us.us.us.3.i.us.us.i = or i64 %.1469.us.us.us.3.i.us.us.i, %.1373.us.us.us.3.i.us.us.i
  store i64 %.1474.us.us.us.3.i.us.us.i, ptr %scevgep387.i.us.us.i, align 8
  %niter.ncmp.3.i.us.us.i = icmp eq i64 %unroll_iter.i.i, %.1252.us.us.us.3.i.us.us.i
  br i1 %niter.ncmp.3.i.us.us.i, label %B390.B334.loopexit_crit_edge.us.us.us.unr-lcssa.i.us.us.i, label %B392.us.us.us.i.us.us.i
B390.B334.loopexit_crit_edge.us.us.us.unr-lcssa.i.us.us.i:
  %.1109.us.us.us.i.us.us.i = add nuw nsw i64 %.1102629635.us.us.us.i.us.us.i, 1
  %scevgep381.i.us.us.i = getelementptr i8, ptr %lsr.iv380.i.us.us.i, i64 %83
  %scevgep394.i.us.us.i = getelementptr i8, ptr %lsr.iv393.i.us.us.i, i64 %83
  %exitcond748.not.i.us.us.i = icmp eq i64 %.14, %.1109.us.us.us.i.us.us.i
  br i1 %exitcond748.not.i.us.us.i, label %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.us.us.i, label %B336.endif.us.us.us.i.us.us15.i
B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.us.us.i:
  %.966.us.us.i.us13.i = add nuw nsw i64 %.959645655.us.us.i.us12.i, 1
  %scevgep379.i.us.i = getelementptr i8, ptr %lsr.iv378.i.us.i, i64 %85
  %scevgep392.i.us.i = getelementptr i8, ptr %lsr.iv391.i.us.i, i64 %85
  %exitcond749.not.i.us14.i = icmp eq i64 %.13, %.966.us.us.i.us13.i
  br i1 %exitcond749.not.i.us14.i, label %B466.i.i, label %B280.endif.us.us.i.us11.i
B280.endif.us.us.i.us.i:
  %lsr.iv110.i = phi ptr [ %scevgep109.i, %B280.endif.us.us.i.us.preheader.i ], [ %scevgep111.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.i ]
  %lsr.iv104.i = phi ptr [ %scevgep103.i, %B280.endif.us.us.i.us.preheader.i ], [ %scevgep105.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.i ]
  %lsr.iv409.i.us.i = phi ptr [ %scevgep408.i.i, %B280.endif.us.us.i.us.preheader.i ], [ %scevgep410.i.us.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.i ]
  %lsr.iv402.i.us.i = phi ptr [ %.586.i.i, %B280.endif.us.us.i.us.preheader.i ], [ %scevgep403.i.us.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.i ]
  %.959645655.us.us.i.us.i = phi i64 [ 0, %B280.endif.us.us.i.us.preheader.i ], [ %.966.us.us.i.us.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.i ]
  br i1 %108, label %B336.endif.us.us.us.i.us.us.epil.preheader.i, label %B336.endif.us.us.us.i.us.us.i
B336.endif.us.us.us.i.us.us.i:
  %lsr.iv112.i = phi ptr [ %scevgep113.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.us.us.1.i ], [ %lsr.iv110.i, %B280.endif.us.us.i.us.i ]
  %lsr.iv106.i = phi ptr [ %scevgep107.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.us.us.1.i ], [ %lsr.iv104.i, %B280.endif.us.us.i.us.i ]
  %lsr.iv411.i.us.us.i = phi ptr [ %scevgep412.i.us.us.1.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.us.us.1.i ], [ %lsr.iv409.i.us.i, %B280.endif.us.us.i.us.i ]
  %lsr.iv404.i.us.us.i = phi ptr [ %scevgep405.i.us.us.1.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.us.us.1.i ], [ %lsr.iv402.i.us.i, %B280.endif.us.us.i.us.i ]
  %niter.i = phi i64 [ %niter.next.1.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.us.us.1.i ], [ 0, %B280.endif.us.us.i.us.i ]
  br label %B392.us.us.us.epil.i.us.us.i
B392.us.us.us.epil.i.us.us.i:
  %epil.iter.i.us.us.i = phi i64 [ 0, %B336.endif.us.us.us.i.us.us.i ], [ %epil.iter.next.i.us.us.i, %B392.us.us.us.epil.i.us.us.i ]
  %120 = shl nuw nsw i64 %epil.iter.i.us.us.i, 3
  %scevgep102.i = getelementptr i8, ptr %lsr.iv411.i.us.us.i, i64 %120
  %.1373.us.us.us.epil.i.us.us.i = load i64, ptr %scevgep102.i, align 8
  %scevgep101.i = getelementptr i8, ptr %lsr.iv404.i.us.us.i, i64 %120
  %.1469.us.us.us.epil.i.us.us.i = load i64, ptr %scevgep101.i, align 8
  %.1474.us.us.us.epil.i.us.us.i = or i64 %.1469.us.us.us.epil.i.us.us.i, %.1373.us.us.us.epil.i.us.us.i
  store i64 %.1474.us.us.us.epil.i.us.us.i, ptr %scevgep102.i, align 8
  %epil.iter.next.i.us.us.i = add nuw nsw i64 %epil.iter.i.us.us.i, 1
  %epil.iter.cmp.not.i.us.us.i = icmp eq i64 %xtraiter.i.i, %epil.iter.next.i.us.us.i
  br i1 %epil.iter.cmp.not.i.us.us.i, label %B392.us.us.us.epil.i.us.us.1.i, label %B392.us.us.us.epil.i.us.us.i
B392.us.us.us.epil.i.us.us.1.i:
  %epil.iter.i.us.us.1.i = phi i64 [ %epil.iter.next.i.us.us.1.i, %B392.us.us.us.epil.i.us.us.1.i ], [ 0, %B392.us.us.us.epil.i.us.us.i ]
  %121 = shl nuw nsw i64 %epil.iter.i.us.us.1.i, 3
  %scevgep114.i = getelementptr i8, ptr %lsr.iv112.i, i64 %121
  %.1373.us.us.us.epil.i.us.us.1.i = load i64, ptr %scevgep114.i, align 8
  %scevgep108.i = getelementptr i8, ptr %lsr.iv106.i, i64 %121
  %.1469.us.us.us.epil.i.us.us.1.i = load i64, ptr %scevgep108.i, align 8
  %.1474.us.us.us.epil.i.us.us.1.i = or i64 %.1469.us.us.us.epil.i.us.us.1.i, %.1373.us.us.us.epil.i.us.us.1.i
  store i64 %.1474.us.us.us.epil.i.us.us.1.i, ptr %scevgep114.i, align 8
  %epil.iter.next.i.us.us.1.i = add nuw nsw i64 %epil.iter.i.us.us.1.i, 1
  %epil.iter.cmp.not.i.us.us.1.i = icmp eq i64 %xtraiter.i.i, %epil.iter.next.i.us.us.1.i
  br i1 %epil.iter.cmp.not.i.us.us.1.i, label %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.us.us.1.i, label %B392.us.us.us.epil.i.us.us.1.i
B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.us.us.1.i:
  %scevgep405.i.us.us.i = getelementptr i8, ptr %lsr.iv404.i.us.us.i, i64 %83
  %scevgep412.i.us.us.i = getelementptr i8, ptr %lsr.iv411.i.us.us.i, i64 %83
  %scevgep405.i.us.us.1.i = getelementptr i8, ptr %scevgep405.i.us.us.i, i64 %83
  %scevgep412.i.us.us.1.i = getelementptr i8, ptr %scevgep412.i.us.us.i, i64 %83
  %niter.next.1.i = add i64 %niter.i, 2
  %scevgep107.i = getelementptr i8, ptr %lsr.iv106.i, i64 %89
  %scevgep113.i = getelementptr i8, ptr %lsr.iv112.i, i64 %89
  %niter.ncmp.1.i = icmp eq i64 %niter.next.1.i, %unroll_iter.i
  br i1 %niter.ncmp.1.i, label %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.unr-lcssa.i, label %B336.endif.us.us.us.i.us.us.i
B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.unr-lcssa.i:
  br i1 %110, label %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.i, label %B336.endif.us.us.us.i.us.us.epil.preheader.i
B336.endif.us.us.us.i.us.us.epil.preheader.i:
  %lsr.iv411.i.us.us.epil.init.i = phi ptr [ %lsr.iv409.i.us.i, %B280.endif.us.us.i.us.i ], [ %scevgep412.i.us.us.1.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.unr-lcssa.i ]
  %lsr.iv404.i.us.us.epil.init.i = phi ptr [ %lsr.iv402.i.us.i, %B280.endif.us.us.i.us.i ], [ %scevgep405.i.us.us.1.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.unr-lcssa.i ]
  br label %B392.us.us.us.epil.i.us.us.epil.i
B392.us.us.us.epil.i.us.us.epil.i:
  %epil.iter.i.us.us.epil.i = phi i64 [ 0, %B336.endif.us.us.us.i.us.us.epil.preheader.i ], [ %epil.iter.next.i.us.us.epil.i, %B392.us.us.us.epil.i.us.us.epil.i ]
  %122 = shl nuw nsw i64 %epil.iter.i.us.us.epil.i, 3
  %scevgep116.i = getelementptr i8, ptr %lsr.iv411.i.us.us.epil.init.i, i64 %122
  %.1373.us.us.us.epil.i.us.us.epil.i = load i64, ptr %scevgep116.i, align 8
  %scevgep115.i = getelementptr i8, ptr %lsr.iv404.i.us.us.epil.init.i, i64 %122
  %.1469.us.us.us.epil.i.us.us.epil.i = load i64, ptr %scevgep115.i, align 8
  %.1474.us.us.us.epil.i.us.us.epil.i = or i64 %.1469.us.us.us.epil.i.us.us.epil.i, %.1373.us.us.us.epil.i.us.us.epil.i
  store i64 %.1474.us.us.us.epil.i.us.us.epil.i, ptr %scevgep116.i, align 8
  %epil.iter.next.i.us.us.epil.i = add nuw nsw i64 %epil.iter.i.us.us.epil.i, 1
  %epil.iter.cmp.not.i.us.us.epil.i = icmp eq i64 %xtraiter.i.i, %epil.iter.next.i.us.us.epil.i
  br i1 %epil.iter.cmp.not.i.us.us.epil.i, label %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.i, label %B392.us.us.us.epil.i.us.us.epil.i
B334.B278.loopexit_crit_edge.split.us.us.us.i.split.us.us.i:
  %.966.us.us.i.us.i = add nuw nsw i64 %.959645655.us.us.i.us.i, 1
  %scevgep403.i.us.i = getelementptr i8, ptr %lsr.iv402.i.us.i, i64 %85
  %scevgep410.i.us.i = getelementptr i8, ptr %lsr.iv409.i.us.i, i64 %85
  %scevgep105.i = getelementptr i8, ptr %lsr.iv104.i, i64 %85
  %scevgep111.i = getelementptr i8, ptr %lsr.iv110.i, i64 %85
  %exitcond749.not.i.us.i = icmp eq i64 %.13, %.966.us.us.i.us.i
  br i1 %exitcond749.not.i.us.i, label %B466.i.i, label %B280.endif.us.us.i.us.i
B280.endif.us.us.i.i:
  %lsr.iv96.i = phi ptr [ %scevgep97.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.i ], [ %scevgep95.i, %B280.endif.us.us.i.preheader20.i ]
  %lsr.iv.i = phi ptr [ %scevgep90.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.i ], [ %scevgep89.i, %B280.endif.us.us.i.preheader20.i ]
  %lsr.iv391.i.i = phi ptr [ %scevgep392.i.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.i ], [ %scevgep390.i.i, %B280.endif.us.us.i.preheader20.i ]
  %lsr.iv378.i.i = phi ptr [ %scevgep379.i.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.i ], [ %scevgep377.i.i, %B280.endif.us.us.i.preheader20.i ]
  %.959645655.us.us.i.i = phi i64 [ %.966.us.us.i.i, %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.i ], [ 0, %B280.endif.us.us.i.preheader20.i ]
  br label %B336.endif.us.us.us.i.i
B336.endif.us.us.us.i.i:
  %lsr.iv98.i = phi ptr [ %scevgep99.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.i ], [ %lsr.iv96.i, %B280.endif.us.us.i.i ]
  %lsr.iv91.i = phi ptr [ %scevgep92.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.i ], [ %lsr.iv.i, %B280.endif.us.us.i.i ]
  %lsr.iv393.i.i = phi ptr [ %scevgep394.i.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.i ], [ %lsr.iv391.i.i, %B280.endif.us.us.i.i ]
  %lsr.iv380.i.i = phi ptr [ %scevgep381.i.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.i ], [ %lsr.iv378.i.i, %B280.endif.us.us.i.i ]
  %.1102629635.us.us.us.i.i = phi i64 [ %.1109.us.us.us.i.i, %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.i ], [ 0, %B280.endif.us.us.i.i ]
  br label %B392.us.us.us.i.i
B392.us.us.us.i.i:
  %.1245623625.us.us.us.i.i = phi i64 [ %.1252.us.us.us.3.i.i, %B392.us.us.us.i.i ], [ 0, %B336.endif.us.us.us.i.i ]
  %123 = shl i64 %.1245623625.us.us.us.i.i, 3
  %scevgep387.i.i = getelementptr i8, ptr %lsr.iv380.i.i, i64 %123
  %scevgep388.i.i = getelementptr i8, ptr %scevgep387.i.i, i64 -24
  %.1373.us.us.us.i.i = load i64, ptr %scevgep388.i.i, align 8
  %scevgep400.i.i = getelementptr i8, ptr %lsr.iv393.i.i, i64 %123
  %scevgep401.i.i = getelementptr i8, ptr %scevgep400.i.i, i64 -24
  %.1469.us.us.us.i.i = load i64, ptr %scevgep401.i.i, align 8
  %.1474.us.us.us.i.i = or i64 %.1469.us.us.us.i.i, %.1373.us.us.us.i.i
  store i64 %.1474.us.us.us.i.i, ptr %scevgep388.i.i, align 8
  %scevgep87.i = getelementptr i8, ptr %scevgep387.i.i, i64 -16
  %.1373.us.us.us.1.i.i = load i64, ptr %scevgep87.i, align 8
  %scevgep83.i = getelementptr i8, ptr %scevgep400.i.i, i64 -16
  %.1469.us.us.us.1.i.i = load i64, ptr %scevgep83.i, align 8
  %.1474.us.us.us.1.i.i = or i64 %.1469.us.us.us.1.i.i, %.1373.us.us.us.1.i.i
  store i64 %.1474.us.us.us.1.i.i, ptr %scevgep87.i, align 8
  %scevgep85.i = getelementptr i8, ptr %scevgep387.i.i, i64 -8
  %.1373.us.us.us.2.i.i = load i64, ptr %scevgep85.i, align 8
  %scevgep81.i = getelementptr i8, ptr %scevgep400.i.i, i64 -8
  %.1469.us.us.us.2.i.i = load i64, ptr %scevgep81.i, align 8
  %.1474.us.us.us.2.i.i = or i64 %.1469.us.us.us.2.i.i, %.1373.us.us.us.2.i.i
  store i64 %.1474.us.us.us.2.i.i, ptr %scevgep85.i, align 8
  %.1252.us.us.us.3.i.i = add nuw i64 %.1245623625.us.us.us.i.i, 4
  %.1373.us.us.us.3.i.i = load i64, ptr %scevgep387.i.i, align 8
  %.1469.us.us.us.3.i.i = load i64, ptr %scevgep400.i.i, align 8
  %.1474.us.us.us.3.i.i = or i64 %.1469.us.us.us.3.i.i, %.1373.us.us.us.3.i.i
  store i64 %.1474.us.us.us.3.i.i, ptr %scevgep387.i.i, align 8
  %niter.ncmp.3.i.i = icmp eq i64 %unroll_iter.i.i, %.1252.us.us.us.3.i.i
  br i1 %niter.ncmp.3.i.i, label %B392.us.us.us.epil.i.i, label %B392.us.us.us.i.i
B392.us.us.us.epil.i.i:
  %epil.iter.i.i = phi i64 [ %epil.iter.next.i.i, %B392.us.us.us.epil.i.i ], [ 0, %B392.us.us.us.i.i ]
  %124 = shl nuw nsw i64 %epil.iter.i.i, 3
  %scevgep100.i = getelementptr i8, ptr %lsr.iv98.i, i64 %124
  %.1373.us.us.us.epil.i.i = load i64, ptr %scevgep100.i, align 8
  %scevgep93.i = getelementptr i8, ptr %lsr.iv91.i, i64 %124
  %.1469.us.us.us.epil.i.i = load i64, ptr %scevgep93.i, align 8
  %.1474.us.us.us.epil.i.i = or i64 %.1469.us.us.us.epil.i.i, %.1373.us.us.us.epil.i.i
  store i64 %.1474.us.us.us.epil.i.i, ptr %scevgep100.i, align 8
  %epil.iter.next.i.i = add nuw nsw i64 %epil.iter.i.i, 1
  %epil.iter.cmp.not.i.i = icmp eq i64 %xtraiter.i.i, %epil.iter.next.i.i
  br i1 %epil.iter.cmp.not.i.i, label %B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.i, label %B392.us.us.us.epil.i.i
B390.B334.loopexit_crit_edge.us.us.us.i.loopexit.i:
  %.1109.us.us.us.i.i = add nuw nsw i64 %.1102629635.us.us.us.i.i, 1
  %scevgep381.i.i = getelementptr i8, ptr %lsr.iv380.i.i, i64 %83
  %scevgep394.i.i = getelementptr i8, ptr %lsr.iv393.i.i, i64 %83
  %scevgep92.i = getelementptr i8, ptr %lsr.iv91.i, i64 %83
  %scevgep99.i = getelementptr i8, ptr %lsr.iv98.i, i64 %83
  %exitcond748.not.i.i = icmp eq i64 %.14, %.1109.us.us.us.i.i
  br i1 %exitcond748.not.i.i, label %B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.i, label %B336.endif.us.us.us.i.i
B334.B278.loopexit_crit_edge.split.us.us.us.i.split.split.i:
  %.966.us.us.i.i = add nuw nsw i64 %.959645655.us.us.i.i, 1
  %scevgep379.i.i = getelementptr i8, ptr %lsr.iv378.i.i, i64 %85
  %scevgep392.i.i = getelementptr i8, ptr %lsr.iv391.i.i, i64 %85
  %scevgep90.i = getelementptr i8, ptr %lsr.iv.i, i64 %85
  %scevgep97.i = getelementptr i8, ptr %lsr.iv96.i, i64 %85
  %exitcond749.not.i.i = icmp eq i64 %.13, %.966.us.us.i.i
  br i1 %exitcond749.not.i.i, label %B466.i.i, label %B280.endif.us.us.i.i
v4:
  ret i64 0
}
define i64 @segeval_opened_of(ptr readonly %.1, i64 %.2, i64 %.3, i64 %.4, i64 %.5, ptr %.6, i64 %.7, i64 %.8, ptr readonly %.9, i64 %.10, i64 %.11, ptr readonly %.12, i64 %.13, double %.14, double %.15, i64 %.16, i64 %.17) local_unnamed_addr {
.19:
  %.20 = shl i64 %.5, 3
  %arg.every.fr.i = freeze i64 %.17
  %arg.squared.2.fr.i = freeze i64 %.13
  %.125.i = icmp slt i64 %.16, 0
  %.126.i = select i1 %.125.i, i64 %.2, i64 0
  %.127.i = add i64 %.126.i, %.16
  %.154.i = mul i64 %.5, %.4
  %.155.i = mul i64 %.154.i, %.3
  %.159.i = mul i64 %.127.i, %.155.i
  %.161.i = getelementptr i64, ptr %.1, i64 %.159.i
  %.233.i = icmp sgt i64 %.16, 1
  %.234.i = select i1 %.233.i, i64 %.2, i64 0
  %reass.sub.i = sub i64 %.234.i, %.16
  %.235.i = add i64 %reass.sub.i, 1
  %.267.i = mul i64 %.235.i, %.155.i
  %.269.i = getelementptr i64, ptr %.1, i64 %.267.i
  %.84.i.i = sub nsw i64 %.7, %.3
  %.85.i.i = ashr i64 %.84.i.i, 1
  %.120.i.i = sub nsw i64 %.8, %.4
  %.121.i.i = ashr i64 %.120.i.i, 1
  %.224379.not.i.i = icmp slt i64 %.7, 1
  %.359369.not.i.i = icmp slt i64 %.8, 1
  %or.cond.i.i = select i1 %.224379.not.i.i, i1 true, i1 %.359369.not.i.i
  br i1 %or.cond.i.i, label %B254.endif.i.i, label %B178.endif.us.preheader.i.i
B178.endif.us.preheader.i.i:
  %0 = mul nuw i64 %.8, %.7
  tail call void @llvm.memset.p0.i64(ptr align 1 %.6, i8 0, i64 %0, i1 false)
  br label %B254.endif.i.i
B254.endif.i.i:
  %.563401.not.i.i = icmp slt i64 %.3, 1
  %.702391.not.i.i = icmp slt i64 %.4, 1
  %or.cond428.i.i = select i1 %.563401.not.i.i, i1 true, i1 %.702391.not.i.i
  br i1 %or.cond428.i.i, label %common.ret.i, label %B308.endif.us.preheader.i.i
B308.endif.us.preheader.i.i:
  %.arg.bits.5.2.i.i.i = tail call i64 @llvm.smax.i64(i64 %.5, i64 0)
  %1 = shl i64 %.154.i, 3
  br label %B308.endif.us.i.i
B308.endif.us.i.i:
  %lsr.iv.i.i = phi ptr [ %.269.i, %B308.endif.us.preheader.i.i ], [ %scevgep.i.i, %B362.B306.loopexit_crit_edge.us.i.i ]
  %.569396402.us.i.i = phi i64 [ 0, %B308.endif.us.preheader.i.i ], [ %.576.us.i.i, %B362.B306.loopexit_crit_edge.us.i.i ]
  %.784.us.i.i = add nsw i64 %.569396402.us.i.i, %.85.i.i
  %.811.us.i.i = icmp slt i64 %.784.us.i.i, 0
  %.812.us.i.i = select i1 %.811.us.i.i, i64 %.7, i64 0
  %.813.us.i.i = add i64 %.812.us.i.i, %.784.us.i.i
  %.833.us.i.i = mul i64 %.813.us.i.i, %.8
  %2 = getelementptr i8, ptr %.6, i64 %.833.us.i.i
  br label %B364.us.i.i
B364.us.i.i:
  %lsr.iv1.i.i = phi ptr [ %lsr.iv.i.i, %B308.endif.us.i.i ], [ %scevgep2.i.i, %B364.endif.endif.us.i.i ]
  %.708390392.us.i.i = phi i64 [ 0, %B308.endif.us.i.i ], [ %.715.us.i.i, %B364.endif.endif.us.i.i ]
  br label %B56.i.i.i
B56.i.i.i:
  %.142124.i.i.i = phi i64 [ %.149.i.i.i, %B58.i.i.i ], [ 0, %B364.us.i.i ]
  %exitcond.not.i.not.not.not.not.not.i.not.not.not.not.not.not.not.i.not.not.not.not.not = icmp ne i64 %.arg.bits.5.2.i.i.i, %.142124.i.i.i
  br i1 %exitcond.not.i.not.not.not.not.not.i.not.not.not.not.not.not.not.i.not.not.not.not.not, label %B58.i.i.i, label %B364.endif.endif.us.i.i
B58.i.i.i:
  %.149.i.i.i = add nuw i64 %.142124.i.i.i, 1
  %3 = shl i64 %.142124.i.i.i, 3
  %scevgep3.i.i = getelementptr i8, ptr %lsr.iv1.i.i, i64 %3
  %.247.i.i.i = load i64, ptr %scevgep3.i.i, align 8
  %.251.not.i.i.i = icmp eq i64 %.247.i.i.i, 0
  br i1 %.251.not.i.i.i, label %B56.i.i.i, label %B364.endif.endif.us.i.i
B364.endif.endif.us.i.i:
  %.715.us.i.i = add nuw nsw i64 %.708390392.us.i.i, 1
  %.786.us.i.i = add nsw i64 %.708390392.us.i.i, %.121.i.i
  %.814.us.i.i = icmp slt i64 %.786.us.i.i, 0
  %.815.us.i.i = select i1 %.814.us.i.i, i64 %.8, i64 0
  %4 = getelementptr i8, ptr %2, i64 %.786.us.i.i
  %.837.us.i.i = getelementptr i8, ptr %4, i64 %.815.us.i.i
  %.839.us.i.i = zext i1 %exitcond.not.i.not.not.not.not.not.i.not.not.not.not.not.not.not.i.not.not.not.not.not to i8
  store i8 %.839.us.i.i, ptr %.837.us.i.i, align 1
  %scevgep2.i.i = getelementptr i8, ptr %lsr.iv1.i.i, i64 %.20
  %exitcond425.not.i.i = icmp eq i64 %.4, %.715.us.i.i
  br i1 %exitcond425.not.i.i, label %B362.B306.loopexit_crit_edge.us.i.i, label %B364.us.i.i
B362.B306.loopexit_crit_edge.us.i.i:
  %.576.us.i.i = add nuw nsw i64 %.569396402.us.i.i, 1
  %scevgep.i.i = getelementptr i8, ptr %lsr.iv.i.i, i64 %1
  %exitcond426.not.i.i = icmp eq i64 %.576.us.i.i, %.3
  br i1 %exitcond426.not.i.i, label %B0.endif.endif.i, label %B308.endif.us.i.i
B446.loopexit618.i:
  %.us-phi.i = phi i64 [ %asked.5.3.us.us.us.us.us.us.us.us.us.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.us.split.us.us.us.i ], [ %asked.5.3.us.us.us.us.us.us.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.us.split.us22.i ], [ %asked.5.3.us.us.us.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.i ]
  %.us-phi27.i = phi i64 [ %opened.5.3.us.us.us.us.us.us.us.us.us.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.us.split.us.us.us.i ], [ %opened.5.3.us.us.us.us.us.us.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.us.split.us22.i ], [ %opened.5.3.us.us.us.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.i ]
  %5 = mul nsw i64 %.us-phi27.i, 1000000
  %6 = tail call i64 @llvm.smax.i64(i64 %.us-phi.i, i64 1)
  br label %common.ret.i
common.ret.i:
  %asked.4.0.lcssa.i = phi i64 [ 1, %B0.endif.endif.i ], [ %6, %B446.loopexit618.i ], [ 1, %B254.endif.i.i ]
  %opened.4.0.lcssa.i = phi i64 [ 0, %B0.endif.endif.i ], [ %5, %B446.loopexit618.i ], [ 0, %B254.endif.i.i ]
  %7 = or i64 %opened.4.0.lcssa.i, %asked.4.0.lcssa.i
  %8 = icmp ult i64 %7, 4294967296
  br i1 %8, label %9, label %14
9:
  %10 = trunc i64 %asked.4.0.lcssa.i to i32
  %11 = trunc i64 %opened.4.0.lcssa.i to i32
  %12 = udiv i32 %11, %10
  %13 = zext i32 %12 to i64
  br label %v5
14:
  %15 = sdiv i64 %opened.4.0.lcssa.i, %asked.4.0.lcssa.i
  %16 = srem i64 %opened.4.0.lcssa.i, %asked.4.0.lcssa.i
  %17 = ashr i64 %16, 63
  br label %v5
B0.endif.endif.i:
  %.816502.not.i = icmp slt i64 %.5, 1
  br i1 %.816502.not.i, label %common.ret.i, label %B140.endif.us.us.preheader.i
B140.endif.us.us.preheader.i:
  %.291415.not.i.i = icmp slt i64 %arg.squared.2.fr.i, 1
  %.199.i.i = shl nsw i64 %.5, 6
  %.926.i.us.i = fcmp une double %.14, 0x7FF0000000000000
  %.1174.us.us.us.us.i = zext i1 %.926.i.us.i to i64
  br i1 %.291415.not.i.i, label %B140.endif.us.us.preheader.split.us.i, label %B140.endif.us.us.preheader47.i
B140.endif.us.us.preheader47.i:
  %18 = mul i64 %.235.i, %.3
  %scevgep63.i = getelementptr i8, ptr %.1, i64 -8
  %19 = icmp eq i64 %arg.every.fr.i, 0
  %20 = trunc i64 %arg.every.fr.i to i32
  br label %B140.endif.us.us.i
B140.endif.us.us.preheader.split.us.i:
  %21 = icmp eq i64 %arg.every.fr.i, 0
  br i1 %21, label %B140.endif.us.us.us.us.i, label %B140.endif.us.us.us.preheader.i
B140.endif.us.us.us.preheader.i:
  %22 = trunc i64 %arg.every.fr.i to i32
  br label %B140.endif.us.us.us.i
B140.endif.us.us.us.us.i:
  %lsr.iv.i = phi ptr [ %scevgep.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.us.split.us.us.us.i ], [ %.161.i, %B140.endif.us.us.preheader.split.us.i ]
  %opened.4.0559.us.us.us.us.i = phi i64 [ %opened.5.3.us.us.us.us.us.us.us.us.us.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.us.split.us.us.us.i ], [ 0, %B140.endif.us.us.preheader.split.us.i ]
  %asked.4.0558.us.us.us.us.i = phi i64 [ %asked.5.3.us.us.us.us.us.us.us.us.us.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.us.split.us.us.us.i ], [ 0, %B140.endif.us.us.preheader.split.us.i ]
  %.508544556.us.us.us.us.i = phi i64 [ %.515.us.us.us.us.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.us.split.us.us.us.i ], [ 0, %B140.endif.us.us.preheader.split.us.i ]
  br label %B196.endif.us.us.us.us.us.us.us.i
B196.endif.us.us.us.us.us.us.us.i:
  %lsr.iv49.i = phi ptr [ %scevgep50.i, %B250.B194.loopexit_crit_edge.us.us.us.split.us.us.split.us.us.us.us.i ], [ %lsr.iv.i, %B140.endif.us.us.us.us.i ]
  %opened.3.1522.us.us.us.us.us.us.us.i = phi i64 [ %opened.5.3.us.us.us.us.us.us.us.us.us.i, %B250.B194.loopexit_crit_edge.us.us.us.split.us.us.split.us.us.us.us.i ], [ %opened.4.0559.us.us.us.us.i, %B140.endif.us.us.us.us.i ]
  %asked.3.1521.us.us.us.us.us.us.us.i = phi i64 [ %asked.5.3.us.us.us.us.us.us.us.us.us.i, %B250.B194.loopexit_crit_edge.us.us.us.split.us.us.split.us.us.us.us.i ], [ %asked.4.0558.us.us.us.us.i, %B140.endif.us.us.us.us.i ]
  %.665513519.us.us.us.us.us.us.us.i = phi i64 [ %.672.us.us.us.us.us.us.us.i, %B250.B194.loopexit_crit_edge.us.us.us.split.us.us.split.us.us.us.us.i ], [ 0, %B140.endif.us.us.us.us.i ]
  br label %B252.us.us.us.us.us.us.us.us.us.i
B252.us.us.us.us.us.us.us.us.us.i:
  %opened.2.2506.us.us.us.us.us.us.us.us.us.i = phi i64 [ %opened.3.1522.us.us.us.us.us.us.us.i, %B196.endif.us.us.us.us.us.us.us.i ], [ %opened.5.3.us.us.us.us.us.us.us.us.us.i, %B252.us.us.us.us.us.us.us.us.us.i ]
  %asked.2.2505.us.us.us.us.us.us.us.us.us.i = phi i64 [ %asked.3.1521.us.us.us.us.us.us.us.i, %B196.endif.us.us.us.us.us.us.us.i ], [ %asked.5.3.us.us.us.us.us.us.us.us.us.i, %B252.us.us.us.us.us.us.us.us.us.i ]
  %.822501503.us.us.us.us.us.us.us.us.us.i = phi i64 [ 0, %B196.endif.us.us.us.us.us.us.us.i ], [ %.829.us.us.us.us.us.us.us.us.us.i, %B252.us.us.us.us.us.us.us.us.us.i ]
  %.829.us.us.us.us.us.us.us.us.us.i = add nuw nsw i64 %.822501503.us.us.us.us.us.us.us.us.us.i, 1
  %23 = shl i64 %.822501503.us.us.us.us.us.us.us.us.us.i, 3
  %scevgep51.i = getelementptr i8, ptr %lsr.iv49.i, i64 %23
  %.931.us.us.us.us.us.us.us.us.us.i = load i64, ptr %scevgep51.i, align 8
  %.935.not.us.us.us.us.us.us.us.us.us.i = icmp ne i64 %.931.us.us.us.us.us.us.us.us.us.i, 0
  %.1033.us.us.us.us.us.us.us.us.us.i = zext i1 %.935.not.us.us.us.us.us.us.us.us.us.i to i64
  %asked.5.3.us.us.us.us.us.us.us.us.us.i = add nsw i64 %asked.2.2505.us.us.us.us.us.us.us.us.us.i, %.1033.us.us.us.us.us.us.us.us.us.i
  %.1175.us.us.us.us.us.us.us.us.us.i = select i1 %.935.not.us.us.us.us.us.us.us.us.us.i, i64 %.1174.us.us.us.us.i, i64 0
  %opened.5.3.us.us.us.us.us.us.us.us.us.i = add nsw i64 %.1175.us.us.us.us.us.us.us.us.us.i, %opened.2.2506.us.us.us.us.us.us.us.us.us.i
  %exitcond.not.us.us.us.us.us.us.i = icmp eq i64 %.5, %.829.us.us.us.us.us.us.us.us.us.i
  br i1 %exitcond.not.us.us.us.us.us.us.i, label %B250.B194.loopexit_crit_edge.us.us.us.split.us.us.split.us.us.us.us.i, label %B252.us.us.us.us.us.us.us.us.us.i
B250.B194.loopexit_crit_edge.us.us.us.split.us.us.split.us.us.us.us.i:
  %.672.us.us.us.us.us.us.us.i = add nuw nsw i64 %.665513519.us.us.us.us.us.us.us.i, 1
  %scevgep50.i = getelementptr i8, ptr %lsr.iv49.i, i64 %.20
  %exitcond625.not.us.us.us.us.i = icmp eq i64 %.4, %.672.us.us.us.us.us.us.us.i
  br i1 %exitcond625.not.us.us.us.us.i, label %B194.B138.loopexit_crit_edge.split.us.us.us.split.us.split.us.us.us.i, label %B196.endif.us.us.us.us.us.us.us.i
B194.B138.loopexit_crit_edge.split.us.us.us.split.us.split.us.us.us.i:
  %.515.us.us.us.us.i = add nuw nsw i64 %.508544556.us.us.us.us.i, 1
  %scevgep.i = getelementptr i8, ptr %lsr.iv.i, i64 %1
  %exitcond626.not.us.us.i = icmp eq i64 %.3, %.515.us.us.us.us.i
  br i1 %exitcond626.not.us.us.i, label %B446.loopexit618.i, label %B140.endif.us.us.us.us.i
B140.endif.us.us.us.i:
  %lsr.iv52.i = phi ptr [ %.161.i, %B140.endif.us.us.us.preheader.i ], [ %scevgep53.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.us.split.us22.i ]
  %word.4.0560.us.us.us.i = phi i64 [ 0, %B140.endif.us.us.us.preheader.i ], [ %word.5.3.us.us.us.us.us.us.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.us.split.us22.i ]
  %opened.4.0559.us.us.us.i = phi i64 [ 0, %B140.endif.us.us.us.preheader.i ], [ %opened.5.3.us.us.us.us.us.us.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.us.split.us22.i ]
  %asked.4.0558.us.us.us.i = phi i64 [ 0, %B140.endif.us.us.us.preheader.i ], [ %asked.5.3.us.us.us.us.us.us.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.us.split.us22.i ]
  %.508544556.us.us.us.i = phi i64 [ 0, %B140.endif.us.us.us.preheader.i ], [ %.515.us.us.us.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.us.split.us22.i ]
  br label %B196.endif.us.us.us.us.us14.i
B196.endif.us.us.us.us.us14.i:
  %lsr.iv54.i = phi ptr [ %lsr.iv52.i, %B140.endif.us.us.us.i ], [ %scevgep55.i, %B250.B194.loopexit_crit_edge.us.us.us.split.us.us.split.us.i ]
  %word.3.1523.us.us.us.us.us15.i = phi i64 [ %word.4.0560.us.us.us.i, %B140.endif.us.us.us.i ], [ %word.5.3.us.us.us.us.us.us.i, %B250.B194.loopexit_crit_edge.us.us.us.split.us.us.split.us.i ]
  %opened.3.1522.us.us.us.us.us16.i = phi i64 [ %opened.4.0559.us.us.us.i, %B140.endif.us.us.us.i ], [ %opened.5.3.us.us.us.us.us.us.i, %B250.B194.loopexit_crit_edge.us.us.us.split.us.us.split.us.i ]
  %asked.3.1521.us.us.us.us.us17.i = phi i64 [ %asked.4.0558.us.us.us.i, %B140.endif.us.us.us.i ], [ %asked.5.3.us.us.us.us.us.us.i, %B250.B194.loopexit_crit_edge.us.us.us.split.us.us.split.us.i ]
  %.665513519.us.us.us.us.us18.i = phi i64 [ 0, %B140.endif.us.us.us.i ], [ %.672.us.us.us.us.us19.i, %B250.B194.loopexit_crit_edge.us.us.us.split.us.us.split.us.i ]
  br label %B252.us.us.us.us.us.us.i
B252.us.us.us.us.us.us.i:
  %word.2.2507.us.us.us.us.us.us.i = phi i64 [ %word.3.1523.us.us.us.us.us15.i, %B196.endif.us.us.us.us.us14.i ], [ %word.5.3.us.us.us.us.us.us.i, %B447.us.us.us.us.us.us.i ]
  %opened.2.2506.us.us.us.us.us.us.i = phi i64 [ %opened.3.1522.us.us.us.us.us16.i, %B196.endif.us.us.us.us.us14.i ], [ %opened.5.3.us.us.us.us.us.us.i, %B447.us.us.us.us.us.us.i ]
  %asked.2.2505.us.us.us.us.us.us.i = phi i64 [ %asked.3.1521.us.us.us.us.us17.i, %B196.endif.us.us.us.us.us14.i ], [ %asked.5.3.us.us.us.us.us.us.i, %B447.us.us.us.us.us.us.i ]
  %.822501503.us.us.us.us.us.us.i = phi i64 [ 0, %B196.endif.us.us.us.us.us14.i ], [ %.829.us.us.us.us.us.us.i, %B447.us.us.us.us.us.us.i ]
  %.829.us.us.us.us.us.us.i = add nuw nsw i64 %.822501503.us.us.us.us.us.us.i, 1
  %24 = shl i64 %.822501503.us.us.us.us.us.us.i, 3
  %scevgep56.i = getelementptr i8, ptr %lsr.iv54.i, i64 %24
  %.931.us.us.us.us.us.us.i = load i64, ptr %scevgep56.i, align 8
  %.935.not.us.us.us.us.us.us.i = icmp eq i64 %.931.us.us.us.us.us.us.i, 0
  br i1 %.935.not.us.us.us.us.us.us.i, label %B447.us.us.us.us.us.us.i, label %B278.us.us.us.us.us.us.i
B278.us.us.us.us.us.us.i:
  %.959.us.us.us.us.us.us.i = add nsw i64 %word.2.2507.us.us.us.us.us.us.i, 1
  %25 = or i64 %.959.us.us.us.us.us.us.i, %arg.every.fr.i
  %26 = icmp ult i64 %25, 4294967296
  br i1 %26, label %27, label %31
27:
  %28 = trunc i64 %.959.us.us.us.us.us.us.i to i32
  %29 = urem i32 %28, %22
  %30 = zext i32 %29 to i64
  br label %33
31:
  %32 = srem i64 %.959.us.us.us.us.us.us.i, %arg.every.fr.i
  br label %33
33:
  %34 = phi i64 [ %30, %27 ], [ %32, %31 ]
  %.987.us.us.us.us.us.us.i = xor i64 %34, %arg.every.fr.i
  %.988.us.us.us.us.us.us.i = icmp slt i64 %.987.us.us.us.us.us.us.i, 0
  %.989.us.us.us.us.us.us.i = icmp ne i64 %34, 0
  %.990.us.us.us.us.us.us.i = and i1 %.989.us.us.us.us.us.us.i, %.988.us.us.us.us.us.us.i
  %.997.us.us.us.us.us.us.i = select i1 %.990.us.us.us.us.us.us.i, i64 %arg.every.fr.i, i64 0
  %.977.1.us.us.us.us.us.us.i = sub i64 0, %.997.us.us.us.us.us.us.i
  %.1007.not.us.us.us.us.us.us.i = icmp eq i64 %34, %.977.1.us.us.us.us.us.us.i
  br i1 %.1007.not.us.us.us.us.us.us.i, label %B300.us.us.us.us.us.us.i, label %B447.us.us.us.us.us.us.i
B300.us.us.us.us.us.us.i:
  %.1033.us.us.us.us.us.us.i = add nsw i64 %asked.2.2505.us.us.us.us.us.us.i, 1
  %.1175.us.us.us.us.us.us.i = add nsw i64 %opened.2.2506.us.us.us.us.us.us.i, %.1174.us.us.us.us.i
  br label %B447.us.us.us.us.us.us.i
B447.us.us.us.us.us.us.i:
  %asked.5.3.us.us.us.us.us.us.i = phi i64 [ %asked.2.2505.us.us.us.us.us.us.i, %B252.us.us.us.us.us.us.i ], [ %.1033.us.us.us.us.us.us.i, %B300.us.us.us.us.us.us.i ], [ %asked.2.2505.us.us.us.us.us.us.i, %33 ]
  %opened.5.3.us.us.us.us.us.us.i = phi i64 [ %opened.2.2506.us.us.us.us.us.us.i, %B252.us.us.us.us.us.us.i ], [ %.1175.us.us.us.us.us.us.i, %B300.us.us.us.us.us.us.i ], [ %opened.2.2506.us.us.us.us.us.us.i, %33 ]
  %word.5.3.us.us.us.us.us.us.i = phi i64 [ %word.2.2507.us.us.us.us.us.us.i, %B252.us.us.us.us.us.us.i ], [ %.959.us.us.us.us.us.us.i, %B300.us.us.us.us.us.us.i ], [ %.959.us.us.us.us.us.us.i, %33 ]
  %exitcond.not.us.us.us.i = icmp eq i64 %.5, %.829.us.us.us.us.us.us.i
  br i1 %exitcond.not.us.us.us.i, label %B250.B194.loopexit_crit_edge.us.us.us.split.us.us.split.us.i, label %B252.us.us.us.us.us.us.i
B250.B194.loopexit_crit_edge.us.us.us.split.us.us.split.us.i:
  %.672.us.us.us.us.us19.i = add nuw nsw i64 %.665513519.us.us.us.us.us18.i, 1
  %scevgep55.i = getelementptr i8, ptr %lsr.iv54.i, i64 %.20
  %exitcond625.not.us.us21.i = icmp eq i64 %.4, %.672.us.us.us.us.us19.i
  br i1 %exitcond625.not.us.us21.i, label %B194.B138.loopexit_crit_edge.split.us.us.us.split.us.split.us22.i, label %B196.endif.us.us.us.us.us14.i
B194.B138.loopexit_crit_edge.split.us.us.us.split.us.split.us22.i:
  %.515.us.us.us.i = add nuw nsw i64 %.508544556.us.us.us.i, 1
  %scevgep53.i = getelementptr i8, ptr %lsr.iv52.i, i64 %1
  %exitcond626.not.us.i = icmp eq i64 %.3, %.515.us.us.us.i
  br i1 %exitcond626.not.us.i, label %B446.loopexit618.i, label %B140.endif.us.us.us.i
B140.endif.us.us.i:
  %word.4.0560.us.us.i = phi i64 [ %word.5.3.us.us.us.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.i ], [ 0, %B140.endif.us.us.preheader47.i ]
  %opened.4.0559.us.us.i = phi i64 [ %opened.5.3.us.us.us.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.i ], [ 0, %B140.endif.us.us.preheader47.i ]
  %asked.4.0558.us.us.i = phi i64 [ %asked.5.3.us.us.us.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.i ], [ 0, %B140.endif.us.us.preheader47.i ]
  %.508544556.us.us.i = phi i64 [ %.515.us.us.i, %B194.B138.loopexit_crit_edge.split.us.us.us.split.i ], [ 0, %B140.endif.us.us.preheader47.i ]
  %.924.us.us.i = mul i64 %.508544556.us.us.i, %.154.i
  %35 = getelementptr i64, ptr %.161.i, i64 %.924.us.us.i
  %36 = add i64 %.508544556.us.us.i, %18
  br label %B196.endif.us.us.us.i
B196.endif.us.us.us.i:
  %word.3.1523.us.us.us.i = phi i64 [ %word.4.0560.us.us.i, %B140.endif.us.us.i ], [ %word.5.3.us.us.us.i, %B250.B194.loopexit_crit_edge.us.us.us.split.i ]
  %opened.3.1522.us.us.us.i = phi i64 [ %opened.4.0559.us.us.i, %B140.endif.us.us.i ], [ %opened.5.3.us.us.us.i, %B250.B194.loopexit_crit_edge.us.us.us.split.i ]
  %asked.3.1521.us.us.us.i = phi i64 [ %asked.4.0558.us.us.i, %B140.endif.us.us.i ], [ %asked.5.3.us.us.us.i, %B250.B194.loopexit_crit_edge.us.us.us.split.i ]
  %.665513519.us.us.us.i = phi i64 [ 0, %B140.endif.us.us.i ], [ %.672.us.us.us.i, %B250.B194.loopexit_crit_edge.us.us.us.split.i ]
  %.926.us.us.us.i = mul i64 %.665513519.us.us.us.i, %.5
  %37 = getelementptr i64, ptr %35, i64 %.926.us.us.us.i
  br label %B252.us.us.us.i
B252.us.us.us.i:
  %lsr.iv57.i = phi i64 [ %lsr.iv.next.i, %B447.us.us.us.i ], [ 2, %B196.endif.us.us.us.i ]
  %word.2.2507.us.us.us.i = phi i64 [ %word.5.3.us.us.us.i, %B447.us.us.us.i ], [ %word.3.1523.us.us.us.i, %B196.endif.us.us.us.i ]
  %opened.2.2506.us.us.us.i = phi i64 [ %opened.5.3.us.us.us.i, %B447.us.us.us.i ], [ %opened.3.1522.us.us.us.i, %B196.endif.us.us.us.i ]
  %asked.2.2505.us.us.us.i = phi i64 [ %asked.5.3.us.us.us.i, %B447.us.us.us.i ], [ %asked.3.1521.us.us.us.i, %B196.endif.us.us.us.i ]
  %.822501503.us.us.us.i = phi i64 [ %.829.us.us.us.i, %B447.us.us.us.i ], [ 0, %B196.endif.us.us.us.i ]
  %.829.us.us.us.i = add nuw nsw i64 %.822501503.us.us.us.i, 1
  %38 = getelementptr i64, ptr %37, i64 %.822501503.us.us.us.i
  %.931.us.us.us.i = load i64, ptr %38, align 8
  %.935.not.us.us.us.i = icmp eq i64 %.931.us.us.us.i, 0
  br i1 %.935.not.us.us.us.i, label %B447.us.us.us.i, label %B278.us.us.us.i
B278.us.us.us.i:
  %.959.us.us.us.i = add nsw i64 %word.2.2507.us.us.us.i, 1
  br i1 %19, label %B300.us.us.us.i, label %B278.else.if.us.us.us.i
B278.else.if.us.us.us.i:
  %39 = or i64 %.959.us.us.us.i, %arg.every.fr.i
  %40 = icmp ult i64 %39, 4294967296
  br i1 %40, label %41, label %45
41:
  %42 = trunc i64 %.959.us.us.us.i to i32
  %43 = urem i32 %42, %20
  %44 = zext i32 %43 to i64
  br label %47
45:
  %46 = srem i64 %.959.us.us.us.i, %arg.every.fr.i
  br label %47
47:
  %48 = phi i64 [ %44, %41 ], [ %46, %45 ]
  %.987.us.us.us.i = xor i64 %48, %arg.every.fr.i
  %.988.us.us.us.i = icmp slt i64 %.987.us.us.us.i, 0
  %.989.us.us.us.i = icmp ne i64 %48, 0
  %.990.us.us.us.i = and i1 %.989.us.us.us.i, %.988.us.us.us.i
  %.997.us.us.us.i = select i1 %.990.us.us.us.i, i64 %arg.every.fr.i, i64 0
  %.977.1.us.us.us.i = sub i64 0, %.997.us.us.us.i
  %.1007.not.us.us.us.i = icmp eq i64 %48, %.977.1.us.us.us.i
  br i1 %.1007.not.us.us.us.i, label %B300.us.us.us.i, label %B447.us.us.us.i
B300.us.us.us.i:
  %.1120.us.us.us.i = tail call i64 @llvm.cttz.i64(i64 %.931.us.us.us.i, i1 true)
  %.129.i.i.i = sub nuw nsw i64 64, %.1120.us.us.us.i
  %49 = sub nuw nsw i64 128, %.1120.us.us.us.i
  %.403.i.i.i = xor i64 %.1120.us.us.us.i, 63
  %.466.i.i.i = add nuw nsw i64 %.1120.us.us.us.i, 1
  %50 = add nuw nsw i64 %.1120.us.us.us.i, 65
  %51 = icmp slt i64 %.829.us.us.us.i, %.5
  %52 = icmp ne i64 %.822501503.us.us.us.i, 0
  br label %B258.i.i
B258.i.i:
  %limit.2.0419.i.i = phi i64 [ %.199.i.i, %B300.us.us.us.i ], [ %limit.3.1.i.i, %B504.i.i ]
  %best.2.0418.i.i = phi double [ 0x7FF0000000000000, %B300.us.us.us.i ], [ %best.3.1.i.i, %B504.i.i ]
  %.297411416.i.i = phi i64 [ 0, %B300.us.us.us.i ], [ %.304.i.i, %B504.i.i ]
  %.304.i.i = add nuw nsw i64 %.297411416.i.i, 1
  %53 = getelementptr double, ptr %.12, i64 %.297411416.i.i
  %.362.i.i = load double, ptr %53, align 8
  %.364.i.i = fcmp ult double %.362.i.i, %best.2.0418.i.i
  br i1 %.364.i.i, label %B292.i.i, label %B300.endif.us.us.us.i
B292.i.i:
  %.476.i.i = mul i64 %.297411416.i.i, %.11
  %.480.i.i = getelementptr i64, ptr %.9, i64 %.476.i.i
  %.481.i.i = load i64, ptr %.480.i.i, align 8
  %.483.i.i = add nsw i64 %.481.i.i, %.508544556.us.us.i
  %.537.i.i = getelementptr i8, ptr %.480.i.i, i64 8
  %.538.i.i = load i64, ptr %.537.i.i, align 8
  %.540.i.i = add nsw i64 %.538.i.i, %.665513519.us.us.us.i
  %.549.i.i = add nsw i64 %.483.i.i, %.85.i.i
  %.552.i.i = add nsw i64 %.540.i.i, %.121.i.i
  %.577.i.i = icmp slt i64 %.549.i.i, 0
  %.578.i.i = select i1 %.577.i.i, i64 %.7, i64 0
  %.579.i.i = add i64 %.578.i.i, %.549.i.i
  %.580.i.i = icmp slt i64 %.552.i.i, 0
  %.581.i.i = select i1 %.580.i.i, i64 %.8, i64 0
  %.599.i.i = mul i64 %.579.i.i, %.8
  %54 = getelementptr i8, ptr %.6, i64 %.599.i.i
  %55 = getelementptr i8, ptr %54, i64 %.552.i.i
  %.603.i.i = getelementptr i8, ptr %55, i64 %.581.i.i
  %.604.i.i = load i8, ptr %.603.i.i, align 1
  %.607.not.i.i = icmp eq i8 %.604.i.i, 0
  br i1 %.607.not.i.i, label %B504.i.i, label %B376.i.i
B376.i.i:
  %.651.i.i = icmp slt i64 %.483.i.i, 0
  %.652.i.i = select i1 %.651.i.i, i64 %.3, i64 0
  %.653.i.i = add i64 %.652.i.i, %.483.i.i
  %.654.i.i = icmp slt i64 %.540.i.i, 0
  %.655.i.i = select i1 %.654.i.i, i64 %.4, i64 0
  %.656.i.i = add i64 %.655.i.i, %.540.i.i
  %.680.i.i = mul i64 %.653.i.i, %.154.i
  %.682.i.i = mul i64 %.656.i.i, %.5
  %56 = getelementptr i64, ptr %.269.i, i64 %.680.i.i
  %.684.i.i = getelementptr i64, ptr %56, i64 %.682.i.i
  %57 = getelementptr i64, ptr %.684.i.i, i64 %.822501503.us.us.us.i
  %.64.i.i.i = load i64, ptr %57, align 8
  %.66.i.i.i = lshr i64 %.64.i.i.i, %.1120.us.us.us.i
  %.71.not.i.i.i = icmp eq i64 %.66.i.i.i, 0
  br i1 %.71.not.i.i.i, label %B146.i.i.i, label %B86.i.i.i
B86.i.i.i:
  %.82.i.i.i = tail call i64 @llvm.cttz.i64(i64 %.66.i.i.i, i1 true)
  %.13.i.i.i.i = tail call i64 @llvm.smin.i64(i64 %.82.i.i.i, i64 %limit.2.0419.i.i)
  br label %B356.i.i.i
B146.i.i.i:
  %.169.i.i.i = icmp slt i64 %.129.i.i.i, %limit.2.0419.i.i
  %or.cond.i.i.i = select i1 %51, i1 %.169.i.i.i, i1 false
  br i1 %or.cond.i.i.i, label %B200.i.i.preheader.i, label %B356.i.i.i
B200.i.i.preheader.i:
  %58 = add i64 %.481.i.i, %36
  %59 = add i64 %58, %.652.i.i
  %60 = mul i64 %59, %.4
  %reass.add.i = add i64 %.656.i.i, %60
  %61 = mul i64 %reass.add.i, %.20
  %scevgep60.i = getelementptr i8, ptr %.1, i64 %61
  br label %B200.i.i.i
B200.i.i.i:
  %lsr.iv58.i = phi i64 [ %lsr.iv57.i, %B200.i.i.preheader.i ], [ %lsr.iv.next59.i, %B292.i.i.i ]
  %lsr.iv7.i.i.i = phi i64 [ %49, %B200.i.i.preheader.i ], [ %lsr.iv.next8.i.i.i, %B292.i.i.i ]
  %limit.4.1.i.i.i = phi i64 [ %limit.2.0419.i.i, %B200.i.i.preheader.i ], [ %limit.5.2.i.i.i, %B292.i.i.i ]
  %62 = shl i64 %lsr.iv58.i, 3
  %scevgep61.i = getelementptr i8, ptr %scevgep60.i, i64 %62
  %scevgep62.i = getelementptr i8, ptr %scevgep61.i, i64 -8
  %.214.i.i.i = load i64, ptr %scevgep62.i, align 8
  %.215.not.i.i.i = icmp eq i64 %.214.i.i.i, 0
  br i1 %.215.not.i.i.i, label %B292.i.i.i, label %B216.i.i.i
B216.i.i.i:
  %.248.i.i.i = tail call i64 @llvm.cttz.i64(i64 %.214.i.i.i, i1 true)
  %63 = add i64 %lsr.iv7.i.i.i, -64
  %64 = add i64 %63, %.248.i.i.i
  %.13.i1.i.i.i = tail call i64 @llvm.smin.i64(i64 %64, i64 %limit.4.1.i.i.i)
  br label %B292.i.i.i
B292.i.i.i:
  %limit.5.2.i.i.i = phi i64 [ %limit.4.1.i.i.i, %B200.i.i.i ], [ %.13.i1.i.i.i, %B216.i.i.i ]
  %.312.i.i.i = icmp slt i64 %lsr.iv58.i, %.5
  %.330.i.i.i = icmp slt i64 %lsr.iv7.i.i.i, %limit.5.2.i.i.i
  %or.cond258.i.i.i = select i1 %.312.i.i.i, i1 %.330.i.i.i, i1 false
  %lsr.iv.next8.i.i.i = add i64 %lsr.iv7.i.i.i, 64
  %lsr.iv.next59.i = add nsw i64 %lsr.iv58.i, 1
  br i1 %or.cond258.i.i.i, label %B200.i.i.i, label %B356.i.i.i
B356.i.i.i:
  %limit.6.0.i.i.i = phi i64 [ %limit.2.0419.i.i, %B146.i.i.i ], [ %.13.i.i.i.i, %B86.i.i.i ], [ %limit.5.2.i.i.i, %B292.i.i.i ]
  %.404.i.i.i = shl i64 %.64.i.i.i, %.403.i.i.i
  %.409.not.i.i.i = icmp eq i64 %.404.i.i.i, 0
  br i1 %.409.not.i.i.i, label %B488.i.i.i, label %B424.endif.i.i.i
B488.i.i.i:
  %.501.i.i.i = icmp slt i64 %.466.i.i.i, %limit.6.0.i.i.i
  %or.cond259.i.i.i = select i1 %52, i1 %.501.i.i.i, i1 false
  br i1 %or.cond259.i.i.i, label %B532.i.preheader.i.i, label %B376.endif.i.i
B532.i.preheader.i.i:
  %65 = add i64 %.481.i.i, %36
  %reass.add1.i = add i64 %65, %.652.i.i
  %reass.mul2.i = mul i64 %reass.add1.i, %.4
  %66 = add i64 %.656.i.i, %reass.mul2.i
  %67 = mul i64 %66, %.20
  %scevgep64.i = getelementptr i8, ptr %scevgep63.i, i64 %67
  br label %B532.i.i.i
B532.i.i.i:
  %lsr.iv.i.i.i = phi i64 [ %lsr.iv.next.i.i.i, %B630.i.i.i ], [ %50, %B532.i.preheader.i.i ]
  %limit.8.1.i.i.i = phi i64 [ %limit.9.2.i.i.i, %B630.i.i.i ], [ %limit.6.0.i.i.i, %B532.i.preheader.i.i ]
  %w.8.1.in.i.i.i = phi i64 [ %w.8.1.i.i.i, %B630.i.i.i ], [ %.822501503.us.us.us.i, %B532.i.preheader.i.i ]
  %sunkaddr.i.i.i = shl i64 %w.8.1.in.i.i.i, 3
  %scevgep65.i = getelementptr i8, ptr %scevgep64.i, i64 %sunkaddr.i.i.i
  %.546.i.i.i = load i64, ptr %scevgep65.i, align 8
  %.547.not.i.i.i = icmp eq i64 %.546.i.i.i, 0
  br i1 %.547.not.i.i.i, label %B630.i.i.i, label %B548.i.i.i
B548.i.i.i:
  %.582.i.i.i = tail call i64 @llvm.ctlz.i64(i64 %.546.i.i.i, i1 true)
  %68 = add i64 %lsr.iv.i.i.i, -64
  %69 = add i64 %68, %.582.i.i.i
  %.13.i3.i.i.i = tail call i64 @llvm.smin.i64(i64 %69, i64 %limit.8.1.i.i.i)
  br label %B630.i.i.i
B630.i.i.i:
  %limit.9.2.i.i.i = phi i64 [ %limit.8.1.i.i.i, %B532.i.i.i ], [ %.13.i3.i.i.i, %B548.i.i.i ]
  %.639.i.i.i = icmp ugt i64 %w.8.1.in.i.i.i, 1
  %.657.i.i.i = icmp slt i64 %lsr.iv.i.i.i, %limit.9.2.i.i.i
  %or.cond260.i.i.i = select i1 %.639.i.i.i, i1 %.657.i.i.i, i1 false
  %lsr.iv.next.i.i.i = add i64 %lsr.iv.i.i.i, 64
  %w.8.1.i.i.i = add nsw i64 %w.8.1.in.i.i.i, -1
  br i1 %or.cond260.i.i.i, label %B532.i.i.i, label %B376.endif.i.i
B424.endif.i.i.i:
  %.421.i.i.i = tail call i64 @llvm.ctlz.i64(i64 %.404.i.i.i, i1 true)
  %.13.i2.i.i.i = tail call i64 @llvm.smin.i64(i64 %.421.i.i.i, i64 %limit.6.0.i.i.i)
  br label %B376.endif.i.i
B438.i.i:
  %.796.i.i = sitofp i64 %storemerge.i.i.i to double
  %.797.i.i = fmul double %.15, %.796.i.i
  %.147.i.i.i = fmul double %.797.i.i, %.797.i.i
  %.824.i.i = fadd double %.362.i.i, %.147.i.i.i
  %.12.i.i.i = fcmp olt double %.824.i.i, %best.2.0418.i.i
  %.13.i.i.i = select i1 %.12.i.i.i, double %.824.i.i, double %best.2.0418.i.i
  br label %B504.i.i
B504.i.i:
  %best.3.1.i.i = phi double [ %best.2.0418.i.i, %B292.i.i ], [ %best.2.0418.i.i, %B376.endif.i.i ], [ %.13.i.i.i, %B438.i.i ]
  %limit.3.1.i.i = phi i64 [ %limit.2.0419.i.i, %B292.i.i ], [ %limit.2.0419.i.i, %B376.endif.i.i ], [ %storemerge.i.i.i, %B438.i.i ]
  %exitcond.not.i.i = icmp eq i64 %.304.i.i, %arg.squared.2.fr.i
  br i1 %exitcond.not.i.i, label %B506.i.loopexit.i, label %B258.i.i
B506.i.loopexit.i:
  %.926.i.i = fcmp ole double %best.3.1.i.i, %.14
  %"$phi534.0.2.0.i.i" = select i1 %.926.i.i, double %best.3.1.i.i, double -1.000000e+00
  br label %B300.endif.us.us.us.i
B376.endif.i.i:
  %storemerge.i.i.i = phi i64 [ %.13.i2.i.i.i, %B424.endif.i.i.i ], [ %limit.6.0.i.i.i, %B488.i.i.i ], [ %limit.9.2.i.i.i, %B630.i.i.i ]
  %.754.i.i = icmp slt i64 %storemerge.i.i.i, %limit.2.0419.i.i
  br i1 %.754.i.i, label %B438.i.i, label %B504.i.i
B300.endif.us.us.us.i:
  %storemerge.i.i = phi double [ %"$phi534.0.2.0.i.i", %B506.i.loopexit.i ], [ %best.2.0418.i.i, %B258.i.i ]
  %.1033.us.us.us.i = add nsw i64 %asked.2.2505.us.us.us.i, 1
  %.1171.us.us.us.i = fcmp oeq double %storemerge.i.i, -1.000000e+00
  %.1174.us.us.us.i = zext i1 %.1171.us.us.us.i to i64
  %.1175.us.us.us.i = add nsw i64 %opened.2.2506.us.us.us.i, %.1174.us.us.us.i
  br label %B447.us.us.us.i
B447.us.us.us.i:
  %asked.5.3.us.us.us.i = phi i64 [ %asked.2.2505.us.us.us.i, %B252.us.us.us.i ], [ %.1033.us.us.us.i, %B300.endif.us.us.us.i ], [ %asked.2.2505.us.us.us.i, %47 ]
  %opened.5.3.us.us.us.i = phi i64 [ %opened.2.2506.us.us.us.i, %B252.us.us.us.i ], [ %.1175.us.us.us.i, %B300.endif.us.us.us.i ], [ %opened.2.2506.us.us.us.i, %47 ]
  %word.5.3.us.us.us.i = phi i64 [ %word.2.2507.us.us.us.i, %B252.us.us.us.i ], [ %.959.us.us.us.i, %B300.endif.us.us.us.i ], [ %.959.us.us.us.i, %47 ]
  %lsr.iv.next.i = add nuw i64 %lsr.iv57.i, 1
  %exitcond.not.i = icmp eq i64 %.5, %.829.us.us.us.i
  br i1 %exitcond.not.i, label %B250.B194.loopexit_crit_edge.us.us.us.split.i, label %B252.us.us.us.i
B250.B194.loopexit_crit_edge.us.us.us.split.i:
  %.672.us.us.us.i = add nuw nsw i64 %.665513519.us.us.us.i, 1
  %exitcond625.not.i = icmp eq i64 %.4, %.672.us.us.us.i
  br i1 %exitcond625.not.i, label %B194.B138.loopexit_crit_edge.split.us.us.us.split.i, label %B196.endif.us.us.us.i
B194.B138.loopexit_crit_edge.split.us.us.us.split.i:
  %.515.us.us.i = add nuw nsw i64 %.508544556.us.us.i, 1
  %exitcond626.not.i = icmp eq i64 %.3, %.515.us.us.i
  br i1 %exitcond626.not.i, label %B446.loopexit618.i, label %B140.endif.us.us.i
v5:
  %70 = phi i64 [ %13, %9 ], [ %15, %14 ]
  %.1328.lobit.i = phi i64 [ 0, %9 ], [ %17, %14 ]
  %spec.select.i = add i64 %.1328.lobit.i, %70
  ret i64 %spec.select.i
}
define i64 @segeval_order_statistics(ptr readonly %.1, i64 %.2, ptr readonly %.3, i64 %.4, i64 %.5, ptr %.6, i64 %.7, ptr writeonly %.8, i64 %.9) local_unnamed_addr {
.11:
  %arg.bits.5.0.fr.i = freeze i64 %.2
  %.543493.i = icmp sgt i64 %arg.bits.5.0.fr.i, 0
  tail call void @llvm.memset.p0.i64(ptr nonnull align 8 dereferenceable(16384) %.6, i8 0, i64 16384, i1 false)
  br i1 %.543493.i, label %B64.endif.endif.us.i, label %B64.endif.endif.i
B64.endif.endif.us.i:
  %0 = icmp eq i64 %arg.bits.5.0.fr.i, 1
  br i1 %0, label %B182.us.epil.preheader.i, label %B64.endif.endif.us.new.i
B64.endif.endif.us.new.i:
  %unroll_iter.i = and i64 %arg.bits.5.0.fr.i, 9223372036854775806
  br label %B182.us.i
B354.us.i:
  %arg.counts.4.pn.i = phi ptr [ %lsr.iv97.i, %B354.us.i ], [ %.6, %B180.B326_crit_edge.us.i ]
  %lsr.iv94.i = phi i64 [ %lsr.iv.next95.i, %B354.us.i ], [ 0, %B180.B326_crit_edge.us.i ]
  %.757.us.i = phi i64 [ %.799.us.i, %B354.us.i ], [ %.721.us.i, %B180.B326_crit_edge.us.i ]
  %before.4.1.us.i = phi i64 [ %.759.us.i, %B354.us.i ], [ %.5, %B180.B326_crit_edge.us.i ]
  %lsr.iv97.i = getelementptr i8, ptr %arg.counts.4.pn.i, i64 8
  %.759.us.i = sub nsw i64 %before.4.1.us.i, %.757.us.i
  %.799.us.i = load i64, ptr %lsr.iv97.i, align 8
  %.800.not.us.i = icmp slt i64 %.759.us.i, %.799.us.i
  %lsr.iv.next95.i = add i64 %lsr.iv94.i, 4503599627370496
  br i1 %.800.not.us.i, label %B64.endif.endif.us.1.i, label %B354.us.i
B64.endif.endif.us.1.i:
  %before.3.2.us.i = phi i64 [ %.5, %B180.B326_crit_edge.us.i ], [ %.759.us.i, %B354.us.i ]
  %digit.4.2.us.i = phi i64 [ 0, %B180.B326_crit_edge.us.i ], [ %lsr.iv.next95.i, %B354.us.i ]
  tail call void @llvm.memset.p0.i64(ptr nonnull align 8 dereferenceable(16384) %.6, i8 0, i64 16384, i1 false)
  br i1 %0, label %B182.us.1.epil.preheader.i, label %B64.endif.endif.us.1.new.i
B64.endif.endif.us.1.new.i:
  %unroll_iter35.i = and i64 %arg.bits.5.0.fr.i, 9223372036854775806
  br label %B182.us.1.i
B182.us.1.i:
  %lsr.iv91.i = phi ptr [ %scevgep92.i, %B324.us.1.1.i ], [ %.1, %B64.endif.endif.us.1.new.i ]
  %.542492494.us.1.i = phi i64 [ %.564.us.1.1.i, %B324.us.1.1.i ], [ 0, %B64.endif.endif.us.1.new.i ]
  %.561.us.1.i = load i64, ptr %lsr.iv91.i, align 8
  %.561.us.1.masked.i = and i64 %.561.us.1.i, -4503599627370496
  %.599.us.1.i = icmp eq i64 %.561.us.1.masked.i, %digit.4.2.us.i
  br i1 %.599.us.1.i, label %B244.us.1.i, label %B324.us.1.i
B244.us.1.i:
  %.603.us.1.i = lshr i64 %.561.us.1.i, 41
  %.607.us.1.i = and i64 %.603.us.1.i, 2047
  %.633.us.1.i = getelementptr i64, ptr %.6, i64 %.607.us.1.i
  %.634.us.1.i = load i64, ptr %.633.us.1.i, align 8
  %.635.us.1.i = add nsw i64 %.634.us.1.i, 1
  store i64 %.635.us.1.i, ptr %.633.us.1.i, align 8
  br label %B324.us.1.i
B324.us.1.i:
  %scevgep93.i = getelementptr i8, ptr %lsr.iv91.i, i64 8
  %.561.us.1.1.i = load i64, ptr %scevgep93.i, align 8
  %.564.us.1.1.i = add nuw i64 %.542492494.us.1.i, 2
  %.561.us.1.masked.1.i = and i64 %.561.us.1.1.i, -4503599627370496
  %.599.us.1.1.i = icmp eq i64 %.561.us.1.masked.1.i, %digit.4.2.us.i
  br i1 %.599.us.1.1.i, label %B244.us.1.1.i, label %B324.us.1.1.i
B244.us.1.1.i:
  %.603.us.1.1.i = lshr i64 %.561.us.1.1.i, 41
  %.607.us.1.1.i = and i64 %.603.us.1.1.i, 2047
  %.633.us.1.1.i = getelementptr i64, ptr %.6, i64 %.607.us.1.1.i
  %.634.us.1.1.i = load i64, ptr %.633.us.1.1.i, align 8
  %.635.us.1.1.i = add nsw i64 %.634.us.1.1.i, 1
  store i64 %.635.us.1.1.i, ptr %.633.us.1.1.i, align 8
  br label %B324.us.1.1.i
B324.us.1.1.i:
  %scevgep92.i = getelementptr i8, ptr %lsr.iv91.i, i64 16
  %niter36.ncmp.1.i = icmp eq i64 %unroll_iter35.i, %.564.us.1.1.i
  br i1 %niter36.ncmp.1.i, label %B180.B326_crit_edge.us.1.unr-lcssa.i, label %B182.us.1.i
B180.B326_crit_edge.us.1.unr-lcssa.i:
  %1 = and i64 %arg.bits.5.0.fr.i, 1
  %lcmp.mod33.not.i = icmp eq i64 %1, 0
  br i1 %lcmp.mod33.not.i, label %B180.B326_crit_edge.us.1.i, label %B182.us.1.epil.preheader.i
B182.us.1.epil.preheader.i:
  %.542492494.us.1.epil.init.i = phi i64 [ 0, %B64.endif.endif.us.1.i ], [ %unroll_iter35.i, %B180.B326_crit_edge.us.1.unr-lcssa.i ]
  %.555.us.1.epil.i = shl i64 %.542492494.us.1.epil.init.i, 3
  %.559.us.1.epil.i = getelementptr i8, ptr %.1, i64 %.555.us.1.epil.i
  %.561.us.1.epil.i = load i64, ptr %.559.us.1.epil.i, align 8
  %.561.us.1.masked.epil.i = and i64 %.561.us.1.epil.i, -4503599627370496
  %.599.us.1.epil.i = icmp eq i64 %.561.us.1.masked.epil.i, %digit.4.2.us.i
  br i1 %.599.us.1.epil.i, label %B244.us.1.epil.i, label %B180.B326_crit_edge.us.1.i
B244.us.1.epil.i:
  %.603.us.1.epil.i = lshr i64 %.561.us.1.epil.i, 41
  %.607.us.1.epil.i = and i64 %.603.us.1.epil.i, 2047
  %.633.us.1.epil.i = getelementptr i64, ptr %.6, i64 %.607.us.1.epil.i
  %.634.us.1.epil.i = load i64, ptr %.633.us.1.epil.i, align 8
  %.635.us.1.epil.i = add nsw i64 %.634.us.1.epil.i, 1
  store i64 %.635.us.1.epil.i, ptr %.633.us.1.epil.i, align 8
  br label %B180.B326_crit_edge.us.1.i
B180.B326_crit_edge.us.1.i:
  %.721.us.1.i = load i64, ptr %.6, align 8
  %.723.not.us.1.i = icmp slt i64 %before.3.2.us.i, %.721.us.1.i
  br i1 %.723.not.us.1.i, label %B64.endif.endif.us.2.i, label %B354.us.1.i
B354.us.1.i:
  %arg.counts.4.pn2.i = phi ptr [ %lsr.iv89.i, %B354.us.1.i ], [ %.6, %B180.B326_crit_edge.us.1.i ]
  %lsr.iv86.i = phi i64 [ %lsr.iv.next87.i, %B354.us.1.i ], [ 0, %B180.B326_crit_edge.us.1.i ]
  %.757.us.1.i = phi i64 [ %.799.us.1.i, %B354.us.1.i ], [ %.721.us.1.i, %B180.B326_crit_edge.us.1.i ]
  %before.4.1.us.1.i = phi i64 [ %.759.us.1.i, %B354.us.1.i ], [ %before.3.2.us.i, %B180.B326_crit_edge.us.1.i ]
  %lsr.iv89.i = getelementptr i8, ptr %arg.counts.4.pn2.i, i64 8
  %.759.us.1.i = sub nsw i64 %before.4.1.us.1.i, %.757.us.1.i
  %.799.us.1.i = load i64, ptr %lsr.iv89.i, align 8
  %.800.not.us.1.i = icmp slt i64 %.759.us.1.i, %.799.us.1.i
  %lsr.iv.next87.i = add i64 %lsr.iv86.i, 2199023255552
  br i1 %.800.not.us.1.i, label %B410.us.loopexit.1.i, label %B354.us.1.i
B410.us.loopexit.1.i:
  %2 = or i64 %lsr.iv.next87.i, %digit.4.2.us.i
  br label %B64.endif.endif.us.2.i
B64.endif.endif.us.2.i:
  %before.3.2.us.1.i = phi i64 [ %before.3.2.us.i, %B180.B326_crit_edge.us.1.i ], [ %.759.us.1.i, %B410.us.loopexit.1.i ]
  %digit.4.2.us.1.i = phi i64 [ %digit.4.2.us.i, %B180.B326_crit_edge.us.1.i ], [ %2, %B410.us.loopexit.1.i ]
  tail call void @llvm.memset.p0.i64(ptr nonnull align 8 dereferenceable(16384) %.6, i8 0, i64 16384, i1 false)
  br i1 %0, label %B182.us.2.epil.preheader.i, label %B64.endif.endif.us.2.new.i
B64.endif.endif.us.2.new.i:
  %unroll_iter40.i = and i64 %arg.bits.5.0.fr.i, 9223372036854775806
  br label %B182.us.2.i
B182.us.2.i:
  %lsr.iv83.i = phi ptr [ %scevgep84.i, %B324.us.2.1.i ], [ %.1, %B64.endif.endif.us.2.new.i ]
  %.542492494.us.2.i = phi i64 [ %.564.us.2.1.i, %B324.us.2.1.i ], [ 0, %B64.endif.endif.us.2.new.i ]
  %.561.us.2.i = load i64, ptr %lsr.iv83.i, align 8
  %.594.us.2.i = xor i64 %.561.us.2.i, %digit.4.2.us.1.i
  %.599.us.2.i = icmp ult i64 %.594.us.2.i, 2199023255552
  br i1 %.599.us.2.i, label %B244.us.2.i, label %B324.us.2.i
B244.us.2.i:
  %.603.us.2.i = lshr i64 %.561.us.2.i, 30
  %.607.us.2.i = and i64 %.603.us.2.i, 2047
  %.633.us.2.i = getelementptr i64, ptr %.6, i64 %.607.us.2.i
  %.634.us.2.i = load i64, ptr %.633.us.2.i, align 8
  %.635.us.2.i = add nsw i64 %.634.us.2.i, 1
  store i64 %.635.us.2.i, ptr %.633.us.2.i, align 8
  br label %B324.us.2.i
B324.us.2.i:
  %scevgep85.i = getelementptr i8, ptr %lsr.iv83.i, i64 8
  %.561.us.2.1.i = load i64, ptr %scevgep85.i, align 8
  %.564.us.2.1.i = add nuw i64 %.542492494.us.2.i, 2
  %.594.us.2.1.i = xor i64 %.561.us.2.1.i, %digit.4.2.us.1.i
  %.599.us.2.1.i = icmp ult i64 %.594.us.2.1.i, 2199023255552
  br i1 %.599.us.2.1.i, label %B244.us.2.1.i, label %B324.us.2.1.i
B244.us.2.1.i:
  %.603.us.2.1.i = lshr i64 %.561.us.2.1.i, 30
  %.607.us.2.1.i = and i64 %.603.us.2.1.i, 2047
  %.633.us.2.1.i = getelementptr i64, ptr %.6, i64 %.607.us.2.1.i
  %.634.us.2.1.i = load i64, ptr %.633.us.2.1.i, align 8
  %.635.us.2.1.i = add nsw i64 %.634.us.2.1.i, 1
  store i64 %.635.us.2.1.i, ptr %.633.us.2.1.i, align 8
  br label %B324.us.2.1.i
B324.us.2.1.i:
  %scevgep84.i = getelementptr i8, ptr %lsr.iv83.i, i64 16
  %niter41.ncmp.1.i = icmp eq i64 %unroll_iter40.i, %.564.us.2.1.i
  br i1 %niter41.ncmp.1.i, label %B180.B326_crit_edge.us.2.unr-lcssa.i, label %B182.us.2.i
B180.B326_crit_edge.us.2.unr-lcssa.i:
  %3 = and i64 %arg.bits.5.0.fr.i, 1
  %lcmp.mod38.not.i = icmp eq i64 %3, 0
  br i1 %lcmp.mod38.not.i, label %B180.B326_crit_edge.us.2.i, label %B182.us.2.epil.preheader.i
B182.us.2.epil.preheader.i:
  %.542492494.us.2.epil.init.i = phi i64 [ 0, %B64.endif.endif.us.2.i ], [ %unroll_iter40.i, %B180.B326_crit_edge.us.2.unr-lcssa.i ]
  %.555.us.2.epil.i = shl i64 %.542492494.us.2.epil.init.i, 3
  %.559.us.2.epil.i = getelementptr i8, ptr %.1, i64 %.555.us.2.epil.i
  %.561.us.2.epil.i = load i64, ptr %.559.us.2.epil.i, align 8
  %.594.us.2.epil.i = xor i64 %.561.us.2.epil.i, %digit.4.2.us.1.i
  %.599.us.2.epil.i = icmp ult i64 %.594.us.2.epil.i, 2199023255552
  br i1 %.599.us.2.epil.i, label %B244.us.2.epil.i, label %B180.B326_crit_edge.us.2.i
B244.us.2.epil.i:
  %.603.us.2.epil.i = lshr i64 %.561.us.2.epil.i, 30
  %.607.us.2.epil.i = and i64 %.603.us.2.epil.i, 2047
  %.633.us.2.epil.i = getelementptr i64, ptr %.6, i64 %.607.us.2.epil.i
  %.634.us.2.epil.i = load i64, ptr %.633.us.2.epil.i, align 8
  %.635.us.2.epil.i = add nsw i64 %.634.us.2.epil.i, 1
  store i64 %.635.us.2.epil.i, ptr %.633.us.2.epil.i, align 8
  br label %B180.B326_crit_edge.us.2.i
B180.B326_crit_edge.us.2.i:
  %.721.us.2.i = load i64, ptr %.6, align 8
  %.723.not.us.2.i = icmp slt i64 %before.3.2.us.1.i, %.721.us.2.i
  br i1 %.723.not.us.2.i, label %B64.endif.endif.us.3.i, label %B354.us.2.i
B354.us.2.i:
  %arg.counts.4.pn3.i = phi ptr [ %lsr.iv81.i, %B354.us.2.i ], [ %.6, %B180.B326_crit_edge.us.2.i ]
  %lsr.iv78.i = phi i64 [ %lsr.iv.next79.i, %B354.us.2.i ], [ 0, %B180.B326_crit_edge.us.2.i ]
  %.757.us.2.i = phi i64 [ %.799.us.2.i, %B354.us.2.i ], [ %.721.us.2.i, %B180.B326_crit_edge.us.2.i ]
  %before.4.1.us.2.i = phi i64 [ %.759.us.2.i, %B354.us.2.i ], [ %before.3.2.us.1.i, %B180.B326_crit_edge.us.2.i ]
  %lsr.iv81.i = getelementptr i8, ptr %arg.counts.4.pn3.i, i64 8
  %.759.us.2.i = sub nsw i64 %before.4.1.us.2.i, %.757.us.2.i
  %.799.us.2.i = load i64, ptr %lsr.iv81.i, align 8
  %.800.not.us.2.i = icmp slt i64 %.759.us.2.i, %.799.us.2.i
  %lsr.iv.next79.i = add i64 %lsr.iv78.i, 1073741824
  br i1 %.800.not.us.2.i, label %B410.us.loopexit.2.i, label %B354.us.2.i
B410.us.loopexit.2.i:
  %4 = or i64 %lsr.iv.next79.i, %digit.4.2.us.1.i
  br label %B64.endif.endif.us.3.i
B64.endif.endif.us.3.i:
  %before.3.2.us.2.i = phi i64 [ %before.3.2.us.1.i, %B180.B326_crit_edge.us.2.i ], [ %.759.us.2.i, %B410.us.loopexit.2.i ]
  %digit.4.2.us.2.i = phi i64 [ %digit.4.2.us.1.i, %B180.B326_crit_edge.us.2.i ], [ %4, %B410.us.loopexit.2.i ]
  tail call void @llvm.memset.p0.i64(ptr nonnull align 8 dereferenceable(16384) %.6, i8 0, i64 16384, i1 false)
  br i1 %0, label %B182.us.3.epil.preheader.i, label %B64.endif.endif.us.3.new.i
B64.endif.endif.us.3.new.i:
  %unroll_iter45.i = and i64 %arg.bits.5.0.fr.i, 9223372036854775806
  br label %B182.us.3.i
B182.us.3.i:
  %lsr.iv75.i = phi ptr [ %scevgep76.i, %B324.us.3.1.i ], [ %.1, %B64.endif.endif.us.3.new.i ]
  %.542492494.us.3.i = phi i64 [ %.564.us.3.1.i, %B324.us.3.1.i ], [ 0, %B64.endif.endif.us.3.new.i ]
  %.561.us.3.i = load i64, ptr %lsr.iv75.i, align 8
  %.594.us.3.i = xor i64 %.561.us.3.i, %digit.4.2.us.2.i
  %.599.us.3.i = icmp ult i64 %.594.us.3.i, 1073741824
  br i1 %.599.us.3.i, label %B244.us.3.i, label %B324.us.3.i
B244.us.3.i:
  %.603.us.3.i = lshr i64 %.561.us.3.i, 19
  %.607.us.3.i = and i64 %.603.us.3.i, 2047
  %.633.us.3.i = getelementptr i64, ptr %.6, i64 %.607.us.3.i
  %.634.us.3.i = load i64, ptr %.633.us.3.i, align 8
  %.635.us.3.i = add nsw i64 %.634.us.3.i, 1
  store i64 %.635.us.3.i, ptr %.633.us.3.i, align 8
  br label %B324.us.3.i
B324.us.3.i:
  %scevgep77.i = getelementptr i8, ptr %lsr.iv75.i, i64 8
  %.561.us.3.1.i = load i64, ptr %scevgep77.i, align 8
  %.564.us.3.1.i = add nuw i64 %.542492494.us.3.i, 2
  %.594.us.3.1.i = xor i64 %.561.us.3.1.i, %digit.4.2.us.2.i
  %.599.us.3.1.i = icmp ult i64 %.594.us.3.1.i, 1073741824
  br i1 %.599.us.3.1.i, label %B244.us.3.1.i, label %B324.us.3.1.i
B244.us.3.1.i:
  %.603.us.3.1.i = lshr i64 %.561.us.3.1.i, 19
  %.607.us.3.1.i = and i64 %.603.us.3.1.i, 2047
  %.633.us.3.1.i = getelementptr i64, ptr %.6, i64 %.607.us.3.1.i
  %.634.us.3.1.i = load i64, ptr %.633.us.3.1.i, align 8
  %.635.us.3.1.i = add nsw i64 %.634.us.3.1.i, 1
  store i64 %.635.us.3.1.i, ptr %.633.us.3.1.i, align 8
  br label %B324.us.3.1.i
B324.us.3.1.i:
  %scevgep76.i = getelementptr i8, ptr %lsr.iv75.i, i64 16
  %niter46.ncmp.1.i = icmp eq i64 %unroll_iter45.i, %.564.us.3.1.i
  br i1 %niter46.ncmp.1.i, label %B180.B326_crit_edge.us.3.unr-lcssa.i, label %B182.us.3.i
B180.B326_crit_edge.us.3.unr-lcssa.i:
  %5 = and i64 %arg.bits.5.0.fr.i, 1
  %lcmp.mod43.not.i = icmp eq i64 %5, 0
  br i1 %lcmp.mod43.not.i, label %B180.B326_crit_edge.us.3.i, label %B182.us.3.epil.preheader.i
B182.us.3.epil.preheader.i:
  %.542492494.us.3.epil.init.i = phi i64 [ 0, %B64.endif.endif.us.3.i ], [ %unroll_iter45.i, %B180.B326_crit_edge.us.3.unr-lcssa.i ]
  %.555.us.3.epil.i = shl i64 %.542492494.us.3.epil.init.i, 3
  %.559.us.3.epil.i = getelementptr i8, ptr %.1, i64 %.555.us.3.epil.i
  %.561.us.3.epil.i = load i64, ptr %.559.us.3.epil.i, align 8
  %.594.us.3.epil.i = xor i64 %.561.us.3.epil.i, %digit.4.2.us.2.i
  %.599.us.3.epil.i = icmp ult i64 %.594.us.3.epil.i, 1073741824
  br i1 %.599.us.3.epil.i, label %B244.us.3.epil.i, label %B180.B326_crit_edge.us.3.i
B244.us.3.epil.i:
  %.603.us.3.epil.i = lshr i64 %.561.us.3.epil.i, 19
  %.607.us.3.epil.i = and i64 %.603.us.3.epil.i, 2047
  %.633.us.3.epil.i = getelementptr i64, ptr %.6, i64 %.607.us.3.epil.i
  %.634.us.3.epil.i = load i64, ptr %.633.us.3.epil.i, align 8
  %.635.us.3.epil.i = add nsw i64 %.634.us.3.epil.i, 1
  store i64 %.635.us.3.epil.i, ptr %.633.us.3.epil.i, align 8
  br label %B180.B326_crit_edge.us.3.i
B180.B326_crit_edge.us.3.i:
  %.721.us.3.i = load i64, ptr %.6, align 8
  %.723.not.us.3.i = icmp slt i64 %before.3.2.us.2.i, %.721.us.3.i
  br i1 %.723.not.us.3.i, label %B64.endif.endif.us.4.i, label %B354.us.3.i
B354.us.3.i:
  %arg.counts.4.pn4.i = phi ptr [ %lsr.iv73.i, %B354.us.3.i ], [ %.6, %B180.B326_crit_edge.us.3.i ]
  %lsr.iv70.i = phi i64 [ %lsr.iv.next71.i, %B354.us.3.i ], [ 0, %B180.B326_crit_edge.us.3.i ]
  %.757.us.3.i = phi i64 [ %.799.us.3.i, %B354.us.3.i ], [ %.721.us.3.i, %B180.B326_crit_edge.us.3.i ]
  %before.4.1.us.3.i = phi i64 [ %.759.us.3.i, %B354.us.3.i ], [ %before.3.2.us.2.i, %B180.B326_crit_edge.us.3.i ]
  %lsr.iv73.i = getelementptr i8, ptr %arg.counts.4.pn4.i, i64 8
  %.759.us.3.i = sub nsw i64 %before.4.1.us.3.i, %.757.us.3.i
  %.799.us.3.i = load i64, ptr %lsr.iv73.i, align 8
  %.800.not.us.3.i = icmp slt i64 %.759.us.3.i, %.799.us.3.i
  %lsr.iv.next71.i = add i64 %lsr.iv70.i, 524288
  br i1 %.800.not.us.3.i, label %B410.us.loopexit.3.i, label %B354.us.3.i
B410.us.loopexit.3.i:
  %6 = or i64 %lsr.iv.next71.i, %digit.4.2.us.2.i
  br label %B64.endif.endif.us.4.i
B64.endif.endif.us.4.i:
  %before.3.2.us.3.i = phi i64 [ %before.3.2.us.2.i, %B180.B326_crit_edge.us.3.i ], [ %.759.us.3.i, %B410.us.loopexit.3.i ]
  %digit.4.2.us.3.i = phi i64 [ %digit.4.2.us.2.i, %B180.B326_crit_edge.us.3.i ], [ %6, %B410.us.loopexit.3.i ]
  tail call void @llvm.memset.p0.i64(ptr nonnull align 8 dereferenceable(16384) %.6, i8 0, i64 16384, i1 false)
  br i1 %0, label %B182.us.4.epil.preheader.i, label %B64.endif.endif.us.4.new.i
B64.endif.endif.us.4.new.i:
  %unroll_iter50.i = and i64 %arg.bits.5.0.fr.i, 9223372036854775806
  br label %B182.us.4.i
B182.us.4.i:
  %lsr.iv67.i = phi ptr [ %scevgep68.i, %B324.us.4.1.i ], [ %.1, %B64.endif.endif.us.4.new.i ]
  %.542492494.us.4.i = phi i64 [ %.564.us.4.1.i, %B324.us.4.1.i ], [ 0, %B64.endif.endif.us.4.new.i ]
  %.561.us.4.i = load i64, ptr %lsr.iv67.i, align 8
  %.594.us.4.i = xor i64 %.561.us.4.i, %digit.4.2.us.3.i
  %.599.us.4.i = icmp ult i64 %.594.us.4.i, 524288
  br i1 %.599.us.4.i, label %B244.us.4.i, label %B324.us.4.i
B244.us.4.i:
  %.603.us.4.i = lshr i64 %.561.us.4.i, 8
  %.607.us.4.i = and i64 %.603.us.4.i, 2047
  %.633.us.4.i = getelementptr i64, ptr %.6, i64 %.607.us.4.i
  %.634.us.4.i = load i64, ptr %.633.us.4.i, align 8
  %.635.us.4.i = add nsw i64 %.634.us.4.i, 1
  store i64 %.635.us.4.i, ptr %.633.us.4.i, align 8
  br label %B324.us.4.i
B324.us.4.i:
  %scevgep69.i = getelementptr i8, ptr %lsr.iv67.i, i64 8
  %.561.us.4.1.i = load i64, ptr %scevgep69.i, align 8
  %.564.us.4.1.i = add nuw i64 %.542492494.us.4.i, 2
  %.594.us.4.1.i = xor i64 %.561.us.4.1.i, %digit.4.2.us.3.i
  %.599.us.4.1.i = icmp ult i64 %.594.us.4.1.i, 524288
  br i1 %.599.us.4.1.i, label %B244.us.4.1.i, label %B324.us.4.1.i
B244.us.4.1.i:
  %.603.us.4.1.i = lshr i64 %.561.us.4.1.i, 8
  %.607.us.4.1.i = and i64 %.603.us.4.1.i, 2047
  %.633.us.4.1.i = getelementptr i64, ptr %.6, i64 %.607.us.4.1.i
  %.634.us.4.1.i = load i64, ptr %.633.us.4.1.i, align 8
  %.635.us.4.1.i = add nsw i64 %.634.us.4.1.i, 1
  store i64 %.635.us.4.1.i, ptr %.633.us.4.1.i, align 8
  br label %B324.us.4.1.i
B324.us.4.1.i:
  %scevgep68.i = getelementptr i8, ptr %lsr.iv67.i, i64 16
  %niter51.ncmp.1.i = icmp eq i64 %unroll_iter50.i, %.564.us.4.1.i
  br i1 %niter51.ncmp.1.i, label %B180.B326_crit_edge.us.4.unr-lcssa.i, label %B182.us.4.i
B180.B326_crit_edge.us.4.unr-lcssa.i:
  %7 = and i64 %arg.bits.5.0.fr.i, 1
  %lcmp.mod48.not.i = icmp eq i64 %7, 0
  br i1 %lcmp.mod48.not.i, label %B180.B326_crit_edge.us.4.i, label %B182.us.4.epil.preheader.i
B182.us.4.epil.preheader.i:
  %.542492494.us.4.epil.init.i = phi i64 [ 0, %B64.endif.endif.us.4.i ], [ %unroll_iter50.i, %B180.B326_crit_edge.us.4.unr-lcssa.i ]
  %.555.us.4.epil.i = shl i64 %.542492494.us.4.epil.init.i, 3
  %.559.us.4.epil.i = getelementptr i8, ptr %.1, i64 %.555.us.4.epil.i
  %.561.us.4.epil.i = load i64, ptr %.559.us.4.epil.i, align 8
  %.594.us.4.epil.i = xor i64 %.561.us.4.epil.i, %digit.4.2.us.3.i
  %.599.us.4.epil.i = icmp ult i64 %.594.us.4.epil.i, 524288
  br i1 %.599.us.4.epil.i, label %B244.us.4.epil.i, label %B180.B326_crit_edge.us.4.i
B244.us.4.epil.i:
  %.603.us.4.epil.i = lshr i64 %.561.us.4.epil.i, 8
  %.607.us.4.epil.i = and i64 %.603.us.4.epil.i, 2047
  %.633.us.4.epil.i = getelementptr i64, ptr %.6, i64 %.607.us.4.epil.i
  %.634.us.4.epil.i = load i64, ptr %.633.us.4.epil.i, align 8
  %.635.us.4.epil.i = add nsw i64 %.634.us.4.epil.i, 1
  store i64 %.635.us.4.epil.i, ptr %.633.us.4.epil.i, align 8
  br label %B180.B326_crit_edge.us.4.i
B180.B326_crit_edge.us.4.i:
  %.721.us.4.i = load i64, ptr %.6, align 8
  %.723.not.us.4.i = icmp slt i64 %before.3.2.us.3.i, %.721.us.4.i
  br i1 %.723.not.us.4.i, label %B64.endif.endif.us.5.i, label %B354.us.4.i
B354.us.4.i:
  %arg.counts.4.pn5.i = phi ptr [ %lsr.iv65.i, %B354.us.4.i ], [ %.6, %B180.B326_crit_edge.us.4.i ]
  %lsr.iv63.i = phi i64 [ %lsr.iv.next.i, %B354.us.4.i ], [ 0, %B180.B326_crit_edge.us.4.i ]
  %.757.us.4.i = phi i64 [ %.799.us.4.i, %B354.us.4.i ], [ %.721.us.4.i, %B180.B326_crit_edge.us.4.i ]
  %before.4.1.us.4.i = phi i64 [ %.759.us.4.i, %B354.us.4.i ], [ %before.3.2.us.3.i, %B180.B326_crit_edge.us.4.i ]
  %lsr.iv65.i = getelementptr i8, ptr %arg.counts.4.pn5.i, i64 8
  %.759.us.4.i = sub nsw i64 %before.4.1.us.4.i, %.757.us.4.i
  %.799.us.4.i = load i64, ptr %lsr.iv65.i, align 8
  %.800.not.us.4.i = icmp slt i64 %.759.us.4.i, %.799.us.4.i
  %lsr.iv.next.i = add i64 %lsr.iv63.i, 256
  br i1 %.800.not.us.4.i, label %B410.us.loopexit.4.i, label %B354.us.4.i
B410.us.loopexit.4.i:
  %8 = or i64 %lsr.iv.next.i, %digit.4.2.us.3.i
  br label %B64.endif.endif.us.5.i
B64.endif.endif.us.5.i:
  %before.3.2.us.4.i = phi i64 [ %before.3.2.us.3.i, %B180.B326_crit_edge.us.4.i ], [ %.759.us.4.i, %B410.us.loopexit.4.i ]
  %digit.4.2.us.4.i = phi i64 [ %digit.4.2.us.3.i, %B180.B326_crit_edge.us.4.i ], [ %8, %B410.us.loopexit.4.i ]
  tail call void @llvm.memset.p0.i64(ptr nonnull align 8 dereferenceable(16384) %.6, i8 0, i64 16384, i1 false)
  br i1 %0, label %B182.us.5.epil.preheader.i, label %B64.endif.endif.us.5.new.i
B64.endif.endif.us.5.new.i:
  %unroll_iter55.i = and i64 %arg.bits.5.0.fr.i, 9223372036854775806
  br label %B182.us.5.i
B182.us.5.i:
  %lsr.iv.i = phi ptr [ %scevgep61.i, %B324.us.5.1.i ], [ %.1, %B64.endif.endif.us.5.new.i ]
  %.542492494.us.5.i = phi i64 [ %.564.us.5.1.i, %B324.us.5.1.i ], [ 0, %B64.endif.endif.us.5.new.i ]
  %.561.us.5.i = load i64, ptr %lsr.iv.i, align 8
  %.594.us.5.i = xor i64 %.561.us.5.i, %digit.4.2.us.4.i
  %.599.us.5.i = icmp ult i64 %.594.us.5.i, 256
  br i1 %.599.us.5.i, label %B244.us.5.i, label %B324.us.5.i
B244.us.5.i:
  %.607.us.5.i = and i64 %.561.us.5.i, 255
  %.633.us.5.i = getelementptr i64, ptr %.6, i64 %.607.us.5.i
  %.634.us.5.i = load i64, ptr %.633.us.5.i, align 8
  %.635.us.5.i = add nsw i64 %.634.us.5.i, 1
  store i64 %.635.us.5.i, ptr %.633.us.5.i, align 8
  br label %B324.us.5.i
B324.us.5.i:
  %scevgep62.i = getelementptr i8, ptr %lsr.iv.i, i64 8
  %.561.us.5.1.i = load i64, ptr %scevgep62.i, align 8
  %.564.us.5.1.i = add nuw i64 %.542492494.us.5.i, 2
  %.594.us.5.1.i = xor i64 %.561.us.5.1.i, %digit.4.2.us.4.i
  %.599.us.5.1.i = icmp ult i64 %.594.us.5.1.i, 256
  br i1 %.599.us.5.1.i, label %B244.us.5.1.i, label %B324.us.5.1.i
B244.us.5.1.i:
  %.607.us.5.1.i = and i64 %.561.us.5.1.i, 255
  %.633.us.5.1.i = getelementptr i64, ptr %.6, i64 %.607.us.5.1.i
  %.634.us.5.1.i = load i64, ptr %.633.us.5.1.i, align 8
  %.635.us.5.1.i = add nsw i64 %.634.us.5.1.i, 1
  store i64 %.635.us.5.1.i, ptr %.633.us.5.1.i, align 8
  br label %B324.us.5.1.i
B324.us.5.1.i:
  %scevgep61.i = getelementptr i8, ptr %lsr.iv.i, i64 16
  %niter56.ncmp.1.i = icmp eq i64 %unroll_iter55.i, %.564.us.5.1.i
  br i1 %niter56.ncmp.1.i, label %B180.B326_crit_edge.us.5.unr-lcssa.i, label %B182.us.5.i
B180.B326_crit_edge.us.5.unr-lcssa.i:
  %9 = and i64 %arg.bits.5.0.fr.i, 1
  %lcmp.mod53.not.i = icmp eq i64 %9, 0
  br i1 %lcmp.mod53.not.i, label %B180.B326_crit_edge.us.5.i, label %B182.us.5.epil.preheader.i
B182.us.5.epil.preheader.i:
  %.542492494.us.5.epil.init.i = phi i64 [ 0, %B64.endif.endif.us.5.i ], [ %unroll_iter55.i, %B180.B326_crit_edge.us.5.unr-lcssa.i ]
  %.555.us.5.epil.i = shl i64 %.542492494.us.5.epil.init.i, 3
  %.559.us.5.epil.i = getelementptr i8, ptr %.1, i64 %.555.us.5.epil.i
  %.561.us.5.epil.i = load i64, ptr %.559.us.5.epil.i, align 8
  %.594.us.5.epil.i = xor i64 %.561.us.5.epil.i, %digit.4.2.us.4.i
  %.599.us.5.epil.i = icmp ult i64 %.594.us.5.epil.i, 256
  br i1 %.599.us.5.epil.i, label %B244.us.5.epil.i, label %B180.B326_crit_edge.us.5.i
B244.us.5.epil.i:
  %.607.us.5.epil.i = and i64 %.561.us.5.epil.i, 255
  %.633.us.5.epil.i = getelementptr i64, ptr %.6, i64 %.607.us.5.epil.i
  %.634.us.5.epil.i = load i64, ptr %.633.us.5.epil.i, align 8
  %.635.us.5.epil.i = add nsw i64 %.634.us.5.epil.i, 1
  store i64 %.635.us.5.epil.i, ptr %.633.us.5.epil.i, align 8
  br label %B180.B326_crit_edge.us.5.i
B180.B326_crit_edge.us.5.i:
  %.721.us.5.i = load i64, ptr %.6, align 8
  %.723.not.us.5.i = icmp slt i64 %before.3.2.us.4.i, %.721.us.5.i
  br i1 %.723.not.us.5.i, label %B500.endif.i, label %B354.us.5.i
B354.us.5.i:
  %.757.us.5.i = phi i64 [ %.799.us.5.i, %B354.us.5.i ], [ %.721.us.5.i, %B180.B326_crit_edge.us.5.i ]
  %before.4.1.us.5.i = phi i64 [ %.759.us.5.i, %B354.us.5.i ], [ %before.3.2.us.4.i, %B180.B326_crit_edge.us.5.i ]
  %digit.3.1.us.5.i = phi i64 [ %.765.us.5.i, %B354.us.5.i ], [ 0, %B180.B326_crit_edge.us.5.i ]
  %.759.us.5.i = sub nsw i64 %before.4.1.us.5.i, %.757.us.5.i
  %.765.us.5.i = add nuw nsw i64 %digit.3.1.us.5.i, 1
  %sunkaddr.i = shl i64 %digit.3.1.us.5.i, 3
  %sunkaddr134.i = getelementptr i8, ptr %.6, i64 %sunkaddr.i
  %sunkaddr135.i = getelementptr i8, ptr %sunkaddr134.i, i64 8
  %.799.us.5.i = load i64, ptr %sunkaddr135.i, align 8
  %.800.not.us.5.i = icmp slt i64 %.759.us.5.i, %.799.us.5.i
  br i1 %.800.not.us.5.i, label %B410.us.loopexit.5.i, label %B354.us.5.i
B410.us.loopexit.5.i:
  %10 = or i64 %.765.us.5.i, %digit.4.2.us.4.i
  br label %B500.endif.i
B182.us.i:
  %lsr.iv99.i = phi ptr [ %scevgep100.i, %B324.us.131.i ], [ %.1, %B64.endif.endif.us.new.i ]
  %.542492494.us.i = phi i64 [ %.564.us.122.i, %B324.us.131.i ], [ 0, %B64.endif.endif.us.new.i ]
  %.561.us.i = load i64, ptr %lsr.iv99.i, align 8
  %.599.us.i = icmp sgt i64 %.561.us.i, -1
  br i1 %.599.us.i, label %B244.us.i, label %B324.us.i
B244.us.i:
  %.603.us.i = lshr i64 %.561.us.i, 52
  %.633.us.i = getelementptr i64, ptr %.6, i64 %.603.us.i
  %.634.us.i = load i64, ptr %.633.us.i, align 8
  %.635.us.i = add nsw i64 %.634.us.i, 1
  store i64 %.635.us.i, ptr %.633.us.i, align 8
  br label %B324.us.i
B324.us.i:
  %scevgep101.i = getelementptr i8, ptr %lsr.iv99.i, i64 8
  %.561.us.121.i = load i64, ptr %scevgep101.i, align 8
  %.564.us.122.i = add nuw i64 %.542492494.us.i, 2
  %.599.us.123.i = icmp sgt i64 %.561.us.121.i, -1
  br i1 %.599.us.123.i, label %B244.us.129.i, label %B324.us.131.i
B244.us.129.i:
  %.603.us.125.i = lshr i64 %.561.us.121.i, 52
  %.633.us.126.i = getelementptr i64, ptr %.6, i64 %.603.us.125.i
  %.634.us.127.i = load i64, ptr %.633.us.126.i, align 8
  %.635.us.128.i = add nsw i64 %.634.us.127.i, 1
  store i64 %.635.us.128.i, ptr %.633.us.126.i, align 8
  br label %B324.us.131.i
B324.us.131.i:
  %scevgep100.i = getelementptr i8, ptr %lsr.iv99.i, i64 16
  %niter.ncmp.1.i = icmp eq i64 %unroll_iter.i, %.564.us.122.i
  br i1 %niter.ncmp.1.i, label %B180.B326_crit_edge.us.unr-lcssa.i, label %B182.us.i
B180.B326_crit_edge.us.unr-lcssa.i:
  %11 = and i64 %arg.bits.5.0.fr.i, 1
  %lcmp.mod.not.i = icmp eq i64 %11, 0
  br i1 %lcmp.mod.not.i, label %B180.B326_crit_edge.us.i, label %B182.us.epil.preheader.i
B182.us.epil.preheader.i:
  %.542492494.us.epil.init.i = phi i64 [ 0, %B64.endif.endif.us.i ], [ %unroll_iter.i, %B180.B326_crit_edge.us.unr-lcssa.i ]
  %.555.us.epil.i = shl i64 %.542492494.us.epil.init.i, 3
  %.559.us.epil.i = getelementptr i8, ptr %.1, i64 %.555.us.epil.i
  %.561.us.epil.i = load i64, ptr %.559.us.epil.i, align 8
  %.599.us.epil.i = icmp sgt i64 %.561.us.epil.i, -1
  br i1 %.599.us.epil.i, label %B244.us.epil.i, label %B180.B326_crit_edge.us.i
B244.us.epil.i:
  %.603.us.epil.i = lshr i64 %.561.us.epil.i, 52
  %.633.us.epil.i = getelementptr i64, ptr %.6, i64 %.603.us.epil.i
  %.634.us.epil.i = load i64, ptr %.633.us.epil.i, align 8
  %.635.us.epil.i = add nsw i64 %.634.us.epil.i, 1
  store i64 %.635.us.epil.i, ptr %.633.us.epil.i, align 8
  br label %B180.B326_crit_edge.us.i
B180.B326_crit_edge.us.i:
  %.721.us.i = load i64, ptr %.6, align 8
  %.723.not.us.i = icmp slt i64 %.5, %.721.us.i
  br i1 %.723.not.us.i, label %B64.endif.endif.us.1.i, label %B354.us.i
B354.i:
  %lsr.iv127.i = phi ptr [ %scevgep126.i, %B354.preheader.i ], [ %scevgep128.i, %B354.i ]
  %lsr.iv124.i = phi i64 [ 0, %B354.preheader.i ], [ %lsr.iv.next125.i, %B354.i ]
  %.757.i = phi i64 [ 0, %B354.preheader.i ], [ %.799.i, %B354.i ]
  %before.4.1.i = phi i64 [ %.5, %B354.preheader.i ], [ %.759.i, %B354.i ]
  %.759.i = sub nsw i64 %before.4.1.i, %.757.i
  %.799.i = load i64, ptr %lsr.iv127.i, align 8
  %.800.not.i = icmp slt i64 %.759.i, %.799.i
  %lsr.iv.next125.i = add i64 %lsr.iv124.i, 4503599627370496
  %scevgep128.i = getelementptr i8, ptr %lsr.iv127.i, i64 8
  br i1 %.800.not.i, label %B64.endif.endif.1.i, label %B354.i
B64.endif.endif.1.i:
  %.723.not.1.i = icmp slt i64 %.759.i, 0
  br i1 %.723.not.1.i, label %B500.endif.i, label %B354.1.i
B354.1.i:
  %lsr.iv122.i = phi ptr [ %scevgep123.i, %B354.1.i ], [ %scevgep126.i, %B64.endif.endif.1.i ]
  %lsr.iv119.i = phi i64 [ %lsr.iv.next120.i, %B354.1.i ], [ 0, %B64.endif.endif.1.i ]
  %.757.1.i = phi i64 [ %.799.1.i, %B354.1.i ], [ 0, %B64.endif.endif.1.i ]
  %before.4.1.1.i = phi i64 [ %.759.1.i, %B354.1.i ], [ %.759.i, %B64.endif.endif.1.i ]
  %.759.1.i = sub nsw i64 %before.4.1.1.i, %.757.1.i
  %.799.1.i = load i64, ptr %lsr.iv122.i, align 8
  %.800.not.1.i = icmp slt i64 %.759.1.i, %.799.1.i
  %lsr.iv.next120.i = add i64 %lsr.iv119.i, 2199023255552
  %scevgep123.i = getelementptr i8, ptr %lsr.iv122.i, i64 8
  br i1 %.800.not.1.i, label %B64.endif.endif.2.i, label %B354.1.i
B64.endif.endif.2.i:
  %12 = or i64 %lsr.iv.next120.i, %lsr.iv.next125.i
  %.723.not.2.i = icmp slt i64 %.759.1.i, 0
  br i1 %.723.not.2.i, label %B500.endif.i, label %B354.2.i
B354.2.i:
  %lsr.iv117.i = phi ptr [ %scevgep118.i, %B354.2.i ], [ %scevgep126.i, %B64.endif.endif.2.i ]
  %lsr.iv114.i = phi i64 [ %lsr.iv.next115.i, %B354.2.i ], [ 0, %B64.endif.endif.2.i ]
  %.757.2.i = phi i64 [ %.799.2.i, %B354.2.i ], [ 0, %B64.endif.endif.2.i ]
  %before.4.1.2.i = phi i64 [ %.759.2.i, %B354.2.i ], [ %.759.1.i, %B64.endif.endif.2.i ]
  %.759.2.i = sub nsw i64 %before.4.1.2.i, %.757.2.i
  %.799.2.i = load i64, ptr %lsr.iv117.i, align 8
  %.800.not.2.i = icmp slt i64 %.759.2.i, %.799.2.i
  %lsr.iv.next115.i = add i64 %lsr.iv114.i, 1073741824
  %scevgep118.i = getelementptr i8, ptr %lsr.iv117.i, i64 8
  br i1 %.800.not.2.i, label %B64.endif.endif.3.i, label %B354.2.i
B64.endif.endif.3.i:
  %13 = or i64 %lsr.iv.next115.i, %12
  %.723.not.3.i = icmp slt i64 %.759.2.i, 0
  br i1 %.723.not.3.i, label %B500.endif.i, label %B354.3.i
B354.3.i:
  %lsr.iv112.i = phi ptr [ %scevgep113.i, %B354.3.i ], [ %scevgep126.i, %B64.endif.endif.3.i ]
  %lsr.iv109.i = phi i64 [ %lsr.iv.next110.i, %B354.3.i ], [ 0, %B64.endif.endif.3.i ]
  %.757.3.i = phi i64 [ %.799.3.i, %B354.3.i ], [ 0, %B64.endif.endif.3.i ]
  %before.4.1.3.i = phi i64 [ %.759.3.i, %B354.3.i ], [ %.759.2.i, %B64.endif.endif.3.i ]
  %.759.3.i = sub nsw i64 %before.4.1.3.i, %.757.3.i
  %.799.3.i = load i64, ptr %lsr.iv112.i, align 8
  %.800.not.3.i = icmp slt i64 %.759.3.i, %.799.3.i
  %lsr.iv.next110.i = add i64 %lsr.iv109.i, 524288
  %scevgep113.i = getelementptr i8, ptr %lsr.iv112.i, i64 8
  br i1 %.800.not.3.i, label %B64.endif.endif.4.i, label %B354.3.i
B64.endif.endif.4.i:
  %14 = or i64 %lsr.iv.next110.i, %13
  %.723.not.4.i = icmp slt i64 %.759.3.i, 0
  br i1 %.723.not.4.i, label %B500.endif.i, label %B354.4.i
B354.4.i:
  %lsr.iv107.i = phi ptr [ %scevgep108.i, %B354.4.i ], [ %scevgep126.i, %B64.endif.endif.4.i ]
  %lsr.iv104.i = phi i64 [ %lsr.iv.next105.i, %B354.4.i ], [ 0, %B64.endif.endif.4.i ]
  %.757.4.i = phi i64 [ %.799.4.i, %B354.4.i ], [ 0, %B64.endif.endif.4.i ]
  %before.4.1.4.i = phi i64 [ %.759.4.i, %B354.4.i ], [ %.759.3.i, %B64.endif.endif.4.i ]
  %.759.4.i = sub nsw i64 %before.4.1.4.i, %.757.4.i
  %.799.4.i = load i64, ptr %lsr.iv107.i, align 8
  %.800.not.4.i = icmp slt i64 %.759.4.i, %.799.4.i
  %lsr.iv.next105.i = add i64 %lsr.iv104.i, 256
  %scevgep108.i = getelementptr i8, ptr %lsr.iv107.i, i64 8
  br i1 %.800.not.4.i, label %B64.endif.endif.5.i, label %B354.4.i
B64.endif.endif.5.i:
  %15 = or i64 %lsr.iv.next105.i, %14
  %.723.not.5.i = icmp slt i64 %.759.4.i, 0
  br i1 %.723.not.5.i, label %B500.endif.i, label %B354.5.i
B354.5.i:
  %.757.5.i = phi i64 [ %.799.5.i, %B354.5.i ], [ 0, %B64.endif.endif.5.i ]
  %before.4.1.5.i = phi i64 [ %.759.5.i, %B354.5.i ], [ %.759.4.i, %B64.endif.endif.5.i ]
  %digit.3.1.5.i = phi i64 [ %.765.5.i, %B354.5.i ], [ 0, %B64.endif.endif.5.i ]
  %.759.5.i = sub nsw i64 %before.4.1.5.i, %.757.5.i
  %.765.5.i = add nuw nsw i64 %digit.3.1.5.i, 1
  %sunkaddr136.i = shl i64 %digit.3.1.5.i, 3
  %sunkaddr137.i = getelementptr i8, ptr %.6, i64 %sunkaddr136.i
  %sunkaddr138.i = getelementptr i8, ptr %sunkaddr137.i, i64 8
  %.799.5.i = load i64, ptr %sunkaddr138.i, align 8
  %.800.not.5.i = icmp slt i64 %.759.5.i, %.799.5.i
  br i1 %.800.not.5.i, label %B410.loopexit.5.i, label %B354.5.i
B410.loopexit.5.i:
  %16 = or i64 %.765.5.i, %15
  br label %B500.endif.i
B594.i:
  %equal.2.0534.i = phi i64 [ %equal.3.1.i, %B777.i ], [ 0, %B500.endif.i ]
  %here.2.0533.i = phi double [ %here.3.1.i, %B777.i ], [ 0x7FF0000000000000, %B500.endif.i ]
  %above.2.0532.i = phi double [ %above.3.1.i, %B777.i ], [ 0x7FF0000000000000, %B500.endif.i ]
  %.953528530.i = phi i64 [ %.960.i, %B777.i ], [ 0, %B500.endif.i ]
  %.960.i = add nuw nsw i64 %.953528530.i, 1
  %17 = shl i64 %.953528530.i, 3
  %scevgep58.i = getelementptr i8, ptr %.1, i64 %17
  %.1018.i = load i64, ptr %scevgep58.i, align 8
  %.1020.i = icmp eq i64 %.1018.i, %known.2.0.lcssa.i
  br i1 %.1020.i, label %B620.i, label %B648.i
B620.i:
  %scevgep.i = getelementptr i8, ptr %.3, i64 %17
  %.1060.i = load double, ptr %scevgep.i, align 8
  %.1067.i = add nsw i64 %equal.2.0534.i, 1
  br label %B777.i
B648.i:
  %.1110.i = icmp ugt i64 %.1018.i, %known.2.0.lcssa.i
  br i1 %.1110.i, label %B672.i, label %B777.i
B672.i:
  %scevgep57.i = getelementptr i8, ptr %.3, i64 %17
  %.1142.i = load double, ptr %scevgep57.i, align 8
  %.12.i.i = fcmp olt double %.1142.i, %above.2.0532.i
  %.13.i.i = select i1 %.12.i.i, double %.1142.i, double %above.2.0532.i
  br label %B777.i
B777.i:
  %above.3.1.i = phi double [ %above.2.0532.i, %B620.i ], [ %above.2.0532.i, %B648.i ], [ %.13.i.i, %B672.i ]
  %here.3.1.i = phi double [ %.1060.i, %B620.i ], [ %here.2.0533.i, %B648.i ], [ %here.2.0533.i, %B672.i ]
  %equal.3.1.i = phi i64 [ %.1067.i, %B620.i ], [ %equal.2.0534.i, %B648.i ], [ %equal.2.0534.i, %B672.i ]
  %exitcond550.not.i = icmp eq i64 %.4, %.960.i
  br i1 %exitcond550.not.i, label %v6, label %B594.i
B64.endif.endif.i:
  %.723.not.i = icmp slt i64 %.5, 0
  br i1 %.723.not.i, label %B500.endif.i, label %B354.preheader.i
B354.preheader.i:
  %scevgep126.i = getelementptr i8, ptr %.6, i64 8
  br label %B354.i
B500.endif.i:
  %known.2.0.lcssa.i = phi i64 [ %16, %B410.loopexit.5.i ], [ %15, %B64.endif.endif.5.i ], [ %10, %B410.us.loopexit.5.i ], [ %digit.4.2.us.4.i, %B180.B326_crit_edge.us.5.i ], [ %14, %B64.endif.endif.4.i ], [ %13, %B64.endif.endif.3.i ], [ %12, %B64.endif.endif.2.i ], [ 0, %B64.endif.endif.i ], [ %lsr.iv.next125.i, %B64.endif.endif.1.i ]
  %before.2.0.lcssa.i = phi i64 [ %.759.5.i, %B410.loopexit.5.i ], [ %.759.4.i, %B64.endif.endif.5.i ], [ %.759.us.5.i, %B410.us.loopexit.5.i ], [ %before.3.2.us.4.i, %B180.B326_crit_edge.us.5.i ], [ %.759.3.i, %B64.endif.endif.4.i ], [ %.759.2.i, %B64.endif.endif.3.i ], [ %.759.1.i, %B64.endif.endif.2.i ], [ %.5, %B64.endif.endif.i ], [ %.759.i, %B64.endif.endif.1.i ]
  %.947529.not.i = icmp slt i64 %.4, 1
  br i1 %.947529.not.i, label %v6, label %B594.i
v6:
  %above.2.0.lcssa.i = phi double [ 0x7FF0000000000000, %B500.endif.i ], [ %above.3.1.i, %B777.i ]
  %here.2.0.lcssa.i = phi double [ 0x7FF0000000000000, %B500.endif.i ], [ %here.3.1.i, %B777.i ]
  %equal.2.0.lcssa.i = phi i64 [ 0, %B500.endif.i ], [ %equal.3.1.i, %B777.i ]
  %.1216.i = add nsw i64 %before.2.0.lcssa.i, 1
  %.1220.i = icmp slt i64 %.1216.i, %equal.2.0.lcssa.i
  %.1229.i = fcmp oeq double %above.2.0.lcssa.i, 0x7FF0000000000000
  %or.cond.i = select i1 %.1220.i, i1 true, i1 %.1229.i
  %"$phi776.1.2.0.i" = select i1 %or.cond.i, double %here.2.0.lcssa.i, double %above.2.0.lcssa.i
  store double %here.2.0.lcssa.i, ptr %.8, align 8
  %.1310.i = getelementptr i8, ptr %.8, i64 8
  store double %"$phi776.1.2.0.i", ptr %.1310.i, align 8
  ret i64 0
}
define i64 @segeval_scan(ptr readonly %.1, i64 %.2, ptr readonly %.3, i64 %.4, i64 %.5, i64 %.6, i64 %.7, ptr %.8, i64 %.9, i64 %.10, ptr %.11, i64 %.12, i64 %.13, ptr %.14, i64 %.15) local_unnamed_addr {
.17:
  br label %B36.i
B36.i:
  %lsr.iv246.i = phi i64 [ %lsr.iv.next247.i, %B36.i ], [ 3, %.17 ]
  %0 = shl nuw nsw i64 %lsr.iv246.i, 3
  %scevgep253.i = getelementptr i8, ptr %.8, i64 %0
  %scevgep254.i = getelementptr i8, ptr %scevgep253.i, i64 -24
  store i64 0, ptr %scevgep254.i, align 8
  %scevgep260.i = getelementptr i8, ptr %.14, i64 %lsr.iv246.i
  %scevgep261.i = getelementptr i8, ptr %scevgep260.i, i64 -3
  store i8 0, ptr %scevgep261.i, align 1
  %scevgep252.i = getelementptr i8, ptr %scevgep253.i, i64 -16
  store i64 0, ptr %scevgep252.i, align 8
  %scevgep259.i = getelementptr i8, ptr %scevgep260.i, i64 -2
  store i8 0, ptr %scevgep259.i, align 1
  %scevgep250.i = getelementptr i8, ptr %scevgep253.i, i64 -8
  store i64 0, ptr %scevgep250.i, align 8
  %scevgep257.i = getelementptr i8, ptr %scevgep260.i, i64 -1
  store i8 0, ptr %scevgep257.i, align 1
  store i64 0, ptr %scevgep253.i, align 8
  store i8 0, ptr %scevgep260.i, align 1
  %lsr.iv.next247.i = add nuw nsw i64 %lsr.iv246.i, 4
  %exitcond.not.3.i = icmp eq i64 %lsr.iv.next247.i, 259
  br i1 %exitcond.not.3.i, label %B64.endif.i, label %B36.i
B64.endif.i:
  store i8 1, ptr %.14, align 1
  %.421996.not.i = icmp slt i64 %.5, 1
  br i1 %.421996.not.i, label %B934.endif.endif.i, label %B112.endif.lr.ph.i
B112.endif.lr.ph.i:
  %.549844.not.i = icmp slt i64 %.6, 1
  %1 = add nuw i64 %.7, 63
  %.665.i = lshr i64 %1, 6
  %.644.inv.i = icmp sgt i64 %.7, 0
  %storemerge690.i = select i1 %.644.inv.i, i64 %.665.i, i64 0
  %.687794.not.i = icmp eq i64 %storemerge690.i, 0
  %or.cond.i = select i1 %.549844.not.i, i1 true, i1 %.687794.not.i
  br i1 %or.cond.i, label %B934.endif.endif.i, label %B112.endif.us.us.preheader.i
B112.endif.us.us.preheader.i:
  %2 = add i64 %.2, 1
  %3 = add i64 %.4, 1
  %4 = mul i64 %.7, %.6
  br label %B112.endif.us.us.i
B112.endif.us.us.i:
  %lsr.iv213.i = phi i64 [ 0, %B112.endif.us.us.preheader.i ], [ %lsr.iv.next214.i, %B146.B110.loopexit_crit_edge.split.us.us.us.i ]
  %lsr.iv199.i = phi i64 [ 1, %B112.endif.us.us.preheader.i ], [ %lsr.iv.next200.i, %B146.B110.loopexit_crit_edge.split.us.us.us.i ]
  %foreground.5.01002.us.us.i = phi i64 [ 0, %B112.endif.us.us.preheader.i ], [ %foreground.3.3.us.us.us.i, %B146.B110.loopexit_crit_edge.split.us.us.us.i ]
  %.4279451000.us.us.i = phi i64 [ 0, %B112.endif.us.us.preheader.i ], [ %.434.us.us.i, %B146.B110.loopexit_crit_edge.split.us.us.us.i ]
  %.434.us.us.i = add nuw nsw i64 %.4279451000.us.us.i, 1
  %.598.us.us.i = mul nuw nsw i64 %.4279451000.us.us.i, %.6
  br label %B148.endif.us.us.us.i
B148.endif.us.us.us.i:
  %lsr.iv215.i = phi i64 [ %lsr.iv.next216.i, %B208.B146.loopexit_crit_edge.us.us.us.i ], [ %lsr.iv213.i, %B112.endif.us.us.i ]
  %lsr.iv201.i = phi i64 [ %lsr.iv.next202.i, %B208.B146.loopexit_crit_edge.us.us.us.i ], [ %lsr.iv199.i, %B112.endif.us.us.i ]
  %foreground.4.1848.us.us.us.i = phi i64 [ %foreground.3.3.us.us.us.i, %B208.B146.loopexit_crit_edge.us.us.us.i ], [ %foreground.5.01002.us.us.i, %B112.endif.us.us.i ]
  %.555812846.us.us.us.i = phi i64 [ %.562.us.us.us.i, %B208.B146.loopexit_crit_edge.us.us.us.i ], [ 0, %B112.endif.us.us.i ]
  %.562.us.us.us.i = add nuw nsw i64 %.555812846.us.us.us.i, 1
  %.600.us.us.us.i = add nuw nsw i64 %.555812846.us.us.us.i, %.598.us.us.i
  %.602.us.us.us.i = mul nsw i64 %.600.us.us.us.i, %.7
  br label %B210.endif.us.us.us.i
B210.endif.us.us.us.i:
  %lsr.iv217.i = phi i64 [ %lsr.iv215.i, %B148.endif.us.us.us.i ], [ %lsr.iv.next218.i, %B1011.us.us.us.i ]
  %lsr.iv203.i = phi i64 [ %lsr.iv201.i, %B148.endif.us.us.us.i ], [ %lsr.iv.next204.i, %B1011.us.us.us.i ]
  %indvars.iv.i = phi i64 [ %.7, %B148.endif.us.us.us.i ], [ %indvars.iv.next.i, %B1011.us.us.us.i ]
  %foreground.2.2798.us.us.us.i = phi i64 [ %foreground.4.1848.us.us.us.i, %B148.endif.us.us.us.i ], [ %foreground.3.3.us.us.us.i, %B1011.us.us.us.i ]
  %.686765797.us.us.us.i = phi i64 [ %storemerge690.i, %B148.endif.us.us.us.i ], [ %.696.us.us.us.i, %B1011.us.us.us.i ]
  %.693774796.us.us.us.i = phi i64 [ 0, %B148.endif.us.us.us.i ], [ %.700.us.us.us.i, %B1011.us.us.us.i ]
  %smin241.i = tail call i64 @llvm.smin.i64(i64 %indvars.iv.i, i64 64)
  %5 = and i64 %smin241.i, 126
  %.696.us.us.us.i = add nsw i64 %.686765797.us.us.us.i, -1
  %.700.us.us.us.i = add nuw i64 %.693774796.us.us.us.i, 64
  %.730.us.us.us.i = add nsw i64 %.693774796.us.us.us.i, %.602.us.us.us.i
  %.733.us.us.us.i = sub nsw i64 %.7, %.693774796.us.us.us.i
  %.13.i.i = tail call i64 @llvm.smin.i64(i64 %.733.us.us.us.i, i64 64)
  %.769.us.us.us.i = add nsw i64 %.730.us.us.us.i, 64
  %.777.not.us.us.us.i = icmp sgt i64 %.769.us.us.us.i, %.2
  br i1 %.777.not.us.us.us.i, label %B98.endif.i.i, label %B288.us.us.us.i
B288.us.us.us.i:
  %.788.us.us.us.i = getelementptr i8, ptr %.1, i64 %.730.us.us.us.i
  %.790.us.us.us.i = load <8 x i64>, ptr %.788.us.us.us.i, align 1
  %.797.us.us.us.i = getelementptr i8, ptr %.3, i64 %.730.us.us.us.i
  %.799.us.us.us.i = load <8 x i64>, ptr %.797.us.us.us.i, align 1
  %.800.us.us.us.i = or <8 x i64> %.799.us.us.us.i, %.790.us.us.us.i
  %.801.us.us.us.i = icmp ne <8 x i64> %.800.us.us.us.i, zeroinitializer
  %.802.us.us.us.i = bitcast <8 x i1> %.801.us.us.us.i to i8
  %.803.us.us.us.i = icmp eq i8 %.802.us.us.us.i, 0
  br i1 %.803.us.us.us.i, label %B1011.us.us.us.i, label %B32.endif.i.i
B144.i.i:
  %word.2.0120.i.i = phi i64 [ 0, %B144.preheader.new.i.i ], [ %word.3.1.1.i.i, %B144.i.i ]
  %.188116118.i.i = phi i64 [ 0, %B144.preheader.new.i.i ], [ %.195.1.i.i, %B144.i.i ]
  %6 = add i64 %.188116118.i.i, %lsr.iv217.i
  %.243.i.i = icmp slt i64 %6, 0
  %.244.i.i = select i1 %.243.i.i, i64 %.2, i64 0
  %scevgep210.i = getelementptr i8, ptr %scevgep205.i, i64 %.244.i.i
  %scevgep211.i = getelementptr i8, ptr %scevgep210.i, i64 %.188116118.i.i
  %scevgep212.i = getelementptr i8, ptr %scevgep211.i, i64 -1
  %.259.i.i = load i8, ptr %scevgep212.i, align 1
  %.262.i.i = icmp eq i8 %.259.i.i, 0
  %.267.i.i = shl nuw i64 1, %.188116118.i.i
  %.269.i.i = select i1 %.262.i.i, i64 %.267.i.i, i64 0
  %word.3.1.i.i = or i64 %.269.i.i, %word.2.0120.i.i
  %.195.1.i.i = add nuw i64 %.188116118.i.i, 2
  %7 = add i64 %.188116118.i.i, %lsr.iv203.i
  %.243.1.i.i = icmp slt i64 %7, 0
  %8 = select i1 %.243.1.i.i, i64 %2, i64 1
  %scevgep206.i = getelementptr i8, ptr %scevgep205.i, i64 %8
  %scevgep207.i = getelementptr i8, ptr %scevgep206.i, i64 %.188116118.i.i
  %scevgep208.i = getelementptr i8, ptr %scevgep207.i, i64 -1
  %.259.1.i.i = load i8, ptr %scevgep208.i, align 1
  %.262.1.i.i = icmp eq i8 %.259.1.i.i, 0
  %.267.1.i.i = shl nuw i64 2, %.188116118.i.i
  %.269.1.i.i = select i1 %.262.1.i.i, i64 %.267.1.i.i, i64 0
  %word.3.1.1.i.i = or i64 %word.3.1.i.i, %.269.1.i.i
  %niter.ncmp.1.i.i = icmp eq i64 %5, %.195.1.i.i
  br i1 %niter.ncmp.1.i.i, label %common.ret.loopexit.unr-lcssa.i.i, label %B144.i.i
common.ret.loopexit.unr-lcssa.i.i:
  %9 = and i64 %.13.i.i, 1
  %lcmp.mod.not.i.i = icmp eq i64 %9, 0
  br i1 %lcmp.mod.not.i.i, label %B324.endif.endif.us.us.us.i, label %B144.epil.preheader.i.i
B144.epil.preheader.i.i:
  %word.2.0120.epil.init.i.i = phi i64 [ 0, %B144.preheader.i.i ], [ %word.3.1.1.i.i, %common.ret.loopexit.unr-lcssa.i.i ]
  %.188116118.epil.init.i.i = phi i64 [ 0, %B144.preheader.i.i ], [ %5, %common.ret.loopexit.unr-lcssa.i.i ]
  %.229.epil.i.i = add nsw i64 %.188116118.epil.init.i.i, %.730.us.us.us.i
  %.243.epil.i.i = icmp slt i64 %.229.epil.i.i, 0
  %.244.epil.i.i = select i1 %.243.epil.i.i, i64 %.2, i64 0
  %10 = getelementptr i8, ptr %.1, i64 %.229.epil.i.i
  %.258.epil.i.i = getelementptr i8, ptr %10, i64 %.244.epil.i.i
  %.259.epil.i.i = load i8, ptr %.258.epil.i.i, align 1
  %.262.epil.i.i = icmp eq i8 %.259.epil.i.i, 0
  %.267.epil.i.i = shl nuw i64 1, %.188116118.epil.init.i.i
  %.269.epil.i.i = select i1 %.262.epil.i.i, i64 %.267.epil.i.i, i64 0
  %word.3.1.epil.i.i = or i64 %.269.epil.i.i, %word.2.0120.epil.init.i.i
  br label %B324.endif.endif.us.us.us.i
B32.endif.i.i:
  %11 = bitcast <8 x i64> %.790.us.us.us.i to <64 x i8>
  %.5.i.i = sub nsw i64 64, %.13.i.i
  %.6.i.i = lshr i64 -1, %.5.i.i
  %.53.i.i = icmp eq <64 x i8> %11, zeroinitializer
  %.54.i.i = bitcast <64 x i1> %.53.i.i to i64
  %.94.i.i = and i64 %.6.i.i, %.54.i.i
  br label %B324.endif.endif.us.us.us.i
B98.endif.i.i:
  %.5.i179.i = sub nsw i64 64, %.13.i.i
  %.6.i180.i = lshr i64 -1, %.5.i179.i
  %.182117.not.i.i = icmp slt i64 %.733.us.us.us.i, 1
  br i1 %.182117.not.i.i, label %B324.endif.endif.us.us.us.i, label %B144.preheader.i.i
B144.preheader.i.i:
  %12 = icmp eq i64 %.733.us.us.us.i, 1
  br i1 %12, label %B144.epil.preheader.i.i, label %B144.preheader.new.i.i
B144.preheader.new.i.i:
  %scevgep205.i = getelementptr i8, ptr %.1, i64 %lsr.iv203.i
  br label %B144.i.i
B324.endif.endif.us.us.us.i:
  %.6.i181.i = phi i64 [ %.6.i.i, %B32.endif.i.i ], [ %.6.i180.i, %B98.endif.i.i ], [ %.6.i180.i, %common.ret.loopexit.unr-lcssa.i.i ], [ %.6.i180.i, %B144.epil.preheader.i.i ]
  %storemerge.i.i = phi i64 [ %.94.i.i, %B32.endif.i.i ], [ 0, %B98.endif.i.i ], [ %word.3.1.1.i.i, %common.ret.loopexit.unr-lcssa.i.i ], [ %word.3.1.epil.i.i, %B144.epil.preheader.i.i ]
  %.36.not.i2.i = icmp sgt i64 %.769.us.us.us.i, %.4
  br i1 %.36.not.i2.i, label %B98.endif.i12.i, label %B32.endif.i3.i
B144.i18.i:
  %word.2.0120.i19.i = phi i64 [ 0, %B144.preheader.new.i15.i ], [ %word.3.1.1.i39.i, %B144.i18.i ]
  %.188116118.i20.i = phi i64 [ 0, %B144.preheader.new.i15.i ], [ %.195.1.i30.i, %B144.i18.i ]
  %13 = add i64 %.188116118.i20.i, %lsr.iv217.i
  %.243.i21.i = icmp slt i64 %13, 0
  %.244.i22.i = select i1 %.243.i21.i, i64 %.4, i64 0
  %scevgep225.i = getelementptr i8, ptr %scevgep219.i, i64 %.244.i22.i
  %scevgep226.i = getelementptr i8, ptr %scevgep225.i, i64 %.188116118.i20.i
  %scevgep227.i = getelementptr i8, ptr %scevgep226.i, i64 -1
  %.259.i25.i = load i8, ptr %scevgep227.i, align 1
  %.262.i26.i = icmp eq i8 %.259.i25.i, 0
  %.267.i27.i = shl nuw i64 1, %.188116118.i20.i
  %.269.i28.i = select i1 %.262.i26.i, i64 %.267.i27.i, i64 0
  %word.3.1.i29.i = or i64 %.269.i28.i, %word.2.0120.i19.i
  %.195.1.i30.i = add nuw i64 %.188116118.i20.i, 2
  %14 = add i64 %.188116118.i20.i, %lsr.iv203.i
  %.243.1.i31.i = icmp slt i64 %14, 0
  %15 = select i1 %.243.1.i31.i, i64 %3, i64 1
  %scevgep220.i = getelementptr i8, ptr %scevgep219.i, i64 %15
  %scevgep221.i = getelementptr i8, ptr %scevgep220.i, i64 %.188116118.i20.i
  %scevgep222.i = getelementptr i8, ptr %scevgep221.i, i64 -1
  %.259.1.i35.i = load i8, ptr %scevgep222.i, align 1
  %.262.1.i36.i = icmp eq i8 %.259.1.i35.i, 0
  %.267.1.i37.i = shl nuw i64 2, %.188116118.i20.i
  %.269.1.i38.i = select i1 %.262.1.i36.i, i64 %.267.1.i37.i, i64 0
  %word.3.1.1.i39.i = or i64 %word.3.1.i29.i, %.269.1.i38.i
  %niter.ncmp.1.i40.i = icmp eq i64 %5, %.195.1.i30.i
  br i1 %niter.ncmp.1.i40.i, label %common.ret.loopexit.unr-lcssa.i41.i, label %B144.i18.i
common.ret.loopexit.unr-lcssa.i41.i:
  %16 = and i64 %.13.i.i, 1
  %lcmp.mod.not.i42.i = icmp eq i64 %16, 0
  br i1 %lcmp.mod.not.i42.i, label %B324.endif.endif.endif.us.us.us.i, label %B144.epil.preheader.i43.i
B144.epil.preheader.i43.i:
  %word.2.0120.epil.init.i44.i = phi i64 [ 0, %B144.preheader.i14.i ], [ %word.3.1.1.i39.i, %common.ret.loopexit.unr-lcssa.i41.i ]
  %.188116118.epil.init.i45.i = phi i64 [ 0, %B144.preheader.i14.i ], [ %5, %common.ret.loopexit.unr-lcssa.i41.i ]
  %.229.epil.i46.i = add nsw i64 %.188116118.epil.init.i45.i, %.730.us.us.us.i
  %.243.epil.i47.i = icmp slt i64 %.229.epil.i46.i, 0
  %.244.epil.i48.i = select i1 %.243.epil.i47.i, i64 %.4, i64 0
  %17 = getelementptr i8, ptr %.3, i64 %.229.epil.i46.i
  %.258.epil.i49.i = getelementptr i8, ptr %17, i64 %.244.epil.i48.i
  %.259.epil.i50.i = load i8, ptr %.258.epil.i49.i, align 1
  %.262.epil.i51.i = icmp eq i8 %.259.epil.i50.i, 0
  %.267.epil.i52.i = shl nuw i64 1, %.188116118.epil.init.i45.i
  %.269.epil.i53.i = select i1 %.262.epil.i51.i, i64 %.267.epil.i52.i, i64 0
  %word.3.1.epil.i54.i = or i64 %.269.epil.i53.i, %word.2.0120.epil.init.i44.i
  br label %B324.endif.endif.endif.us.us.us.i
B32.endif.i3.i:
  %.48.i4.i = getelementptr i8, ptr %.3, i64 %.730.us.us.us.i
  %.50.i5.i = load <64 x i8>, ptr %.48.i4.i, align 1
  %.53.i8.i = icmp eq <64 x i8> %.50.i5.i, zeroinitializer
  %.54.i9.i = bitcast <64 x i1> %.53.i8.i to i64
  %.94.i10.i = and i64 %.6.i181.i, %.54.i9.i
  br label %B324.endif.endif.endif.us.us.us.i
B98.endif.i12.i:
  %.182117.not.i13.i = icmp slt i64 %.733.us.us.us.i, 1
  br i1 %.182117.not.i13.i, label %B324.endif.endif.endif.us.us.us.i, label %B144.preheader.i14.i
B144.preheader.i14.i:
  %18 = icmp eq i64 %.733.us.us.us.i, 1
  br i1 %18, label %B144.epil.preheader.i43.i, label %B144.preheader.new.i15.i
B144.preheader.new.i15.i:
  %scevgep219.i = getelementptr i8, ptr %.3, i64 %lsr.iv203.i
  br label %B144.i18.i
B324.endif.endif.endif.us.us.us.i:
  %storemerge.i11.i = phi i64 [ %.94.i10.i, %B32.endif.i3.i ], [ 0, %B98.endif.i12.i ], [ %word.3.1.1.i39.i, %common.ret.loopexit.unr-lcssa.i41.i ], [ %word.3.1.epil.i54.i, %B144.epil.preheader.i43.i ]
  %.904.us.us.us.i = and i64 %storemerge.i11.i, %storemerge.i.i
  %.905.us.us.us.i = xor i64 %.904.us.us.us.i, -1
  %.906.us.us.us.i = and i64 %.6.i181.i, %.905.us.us.us.i
  %.910.us.us.us.i = tail call i64 @llvm.ctpop.i64(i64 %.906.us.us.us.i)
  %.912.us.us.us.i = add nsw i64 %.910.us.us.us.i, %foreground.2.2798.us.us.us.i
  %.918.not.us.us.us.i = icmp eq i64 %.906.us.us.us.i, 0
  br i1 %.918.not.us.us.us.i, label %B1011.us.us.us.i, label %B472.us.us.us.preheader.i
B472.us.us.us.preheader.i:
  %.201.i.i = or i64 %.693774796.us.us.us.i, 63
  %scevgep228.i = getelementptr i8, ptr %.1, i64 %lsr.iv203.i
  %scevgep237.i = getelementptr i8, ptr %.3, i64 %lsr.iv203.i
  %sunkaddr.i = getelementptr i8, ptr %.1, i64 %.730.us.us.us.i
  %19 = icmp slt i64 %.733.us.us.us.i, 1
  %20 = icmp eq i64 %.733.us.us.us.i, 1
  %21 = and i64 %.13.i.i, 1
  %22 = icmp eq i64 %21, 0
  %sunkaddr262.i = getelementptr i8, ptr %.3, i64 %.730.us.us.us.i
  br label %B472.us.us.us.i
B472.us.us.us.i:
  %todo.2.4.us.us.us.i = phi i64 [ %.1065.us.us.us.i, %B854.us.us.us.1.i ], [ %.906.us.us.us.i, %B472.us.us.us.preheader.i ]
  %.924.us.us.us.i = tail call i64 @llvm.cttz.i64(i64 %todo.2.4.us.us.us.i, i1 true)
  %.926.us.us.us.i = add nsw i64 %.924.us.us.us.i, %.730.us.us.us.i
  %.940.us.us.us.i = icmp slt i64 %.926.us.us.us.i, 0
  %.941.us.us.us.i = select i1 %.940.us.us.us.i, i64 %.2, i64 0
  %23 = getelementptr i8, ptr %.1, i64 %.926.us.us.us.i
  %.955.us.us.us.i = getelementptr i8, ptr %23, i64 %.941.us.us.us.i
  %.956.us.us.us.i = load i8, ptr %.955.us.us.us.i, align 1
  %.1162.us.us.us.i = zext i8 %.956.us.us.us.i to i64
  %.973.us.us.us.i = select i1 %.940.us.us.us.i, i64 %.4, i64 0
  %24 = getelementptr i8, ptr %.3, i64 %.926.us.us.us.i
  %.987.us.us.us.i = getelementptr i8, ptr %24, i64 %.973.us.us.us.i
  %.988.us.us.us.i = load i8, ptr %.987.us.us.us.i, align 1
  %.1162.us.us.us.1.i = zext i8 %.988.us.us.us.i to i64
  br i1 %.777.not.us.us.us.i, label %B98.endif.i64.i, label %B32.endif.i58.i
B144.i69.i:
  %word.2.0120.i70.i = phi i64 [ %word.3.1.1.i80.i, %B144.i69.i ], [ 0, %B144.preheader.i65.i ]
  %.187116118.i.i = phi i64 [ %.194.1.i.i, %B144.i69.i ], [ 0, %B144.preheader.i65.i ]
  %25 = add i64 %.187116118.i.i, %lsr.iv217.i
  %.242.i.i = icmp slt i64 %25, 0
  %.243.i71.i = select i1 %.242.i.i, i64 %.2, i64 0
  %scevgep234.i = getelementptr i8, ptr %scevgep228.i, i64 %.243.i71.i
  %scevgep235.i = getelementptr i8, ptr %scevgep234.i, i64 %.187116118.i.i
  %scevgep236.i = getelementptr i8, ptr %scevgep235.i, i64 -1
  %.258.i.i = load i8, ptr %scevgep236.i, align 1
  %.260.i.i = icmp eq i8 %.258.i.i, %.956.us.us.us.i
  %.265.i.i = shl nuw i64 1, %.187116118.i.i
  %.267.i74.i = select i1 %.260.i.i, i64 %.265.i.i, i64 0
  %word.3.1.i75.i = or i64 %.267.i74.i, %word.2.0120.i70.i
  %.194.1.i.i = add nuw i64 %.187116118.i.i, 2
  %26 = add i64 %.187116118.i.i, %lsr.iv203.i
  %.242.1.i.i = icmp slt i64 %26, 0
  %27 = select i1 %.242.1.i.i, i64 %2, i64 1
  %scevgep229.i = getelementptr i8, ptr %scevgep228.i, i64 %27
  %scevgep230.i = getelementptr i8, ptr %scevgep229.i, i64 %.187116118.i.i
  %scevgep231.i = getelementptr i8, ptr %scevgep230.i, i64 -1
  %.258.1.i.i = load i8, ptr %scevgep231.i, align 1
  %.260.1.i.i = icmp eq i8 %.258.1.i.i, %.956.us.us.us.i
  %.265.1.i.i = shl nuw i64 2, %.187116118.i.i
  %.267.1.i79.i = select i1 %.260.1.i.i, i64 %.265.1.i.i, i64 0
  %word.3.1.1.i80.i = or i64 %word.3.1.i75.i, %.267.1.i79.i
  %niter.ncmp.1.i81.i = icmp eq i64 %5, %.194.1.i.i
  br i1 %niter.ncmp.1.i81.i, label %common.ret.loopexit.unr-lcssa.i82.i, label %B144.i69.i
common.ret.loopexit.unr-lcssa.i82.i:
  br i1 %22, label %B472.endif.us.us.us.i, label %B144.epil.preheader.i84.i
B144.epil.preheader.i84.i:
  %word.2.0120.epil.init.i85.i = phi i64 [ 0, %B144.preheader.i65.i ], [ %word.3.1.1.i80.i, %common.ret.loopexit.unr-lcssa.i82.i ]
  %.187116118.epil.init.i.i = phi i64 [ 0, %B144.preheader.i65.i ], [ %5, %common.ret.loopexit.unr-lcssa.i82.i ]
  %.228.epil.i.i = add nsw i64 %.187116118.epil.init.i.i, %.730.us.us.us.i
  %.242.epil.i.i = icmp slt i64 %.228.epil.i.i, 0
  %.243.epil.i86.i = select i1 %.242.epil.i.i, i64 %.2, i64 0
  %28 = getelementptr i8, ptr %.1, i64 %.228.epil.i.i
  %.257.epil.i.i = getelementptr i8, ptr %28, i64 %.243.epil.i86.i
  %.258.epil.i87.i = load i8, ptr %.257.epil.i.i, align 1
  %.260.epil.i.i = icmp eq i8 %.258.epil.i87.i, %.956.us.us.us.i
  %.265.epil.i.i = shl nuw i64 1, %.187116118.epil.init.i.i
  %.267.epil.i88.i = select i1 %.260.epil.i.i, i64 %.265.epil.i.i, i64 0
  %word.3.1.epil.i89.i = or i64 %.267.epil.i88.i, %word.2.0120.epil.init.i85.i
  br label %B472.endif.us.us.us.i
B32.endif.i58.i:
  %.49.i.i = load <64 x i8>, ptr %sunkaddr.i, align 1
  %.50.i61.i = insertelement <64 x i8> poison, i8 %.956.us.us.us.i, i64 0
  %.51.i.i = shufflevector <64 x i8> %.50.i61.i, <64 x i8> poison, <64 x i32> zeroinitializer
  %.52.i.i = icmp eq <64 x i8> %.49.i.i, %.51.i.i
  %.53.i62.i = bitcast <64 x i1> %.52.i.i to i64
  %.93.i.i = and i64 %.6.i181.i, %.53.i62.i
  br label %B472.endif.us.us.us.i
B98.endif.i64.i:
  br i1 %19, label %B472.endif.us.us.us.thread.i, label %B144.preheader.i65.i
B144.preheader.i65.i:
  br i1 %20, label %B144.epil.preheader.i84.i, label %B144.i69.i
B472.endif.us.us.us.i:
  %storemerge.i63.i = phi i64 [ %.93.i.i, %B32.endif.i58.i ], [ %word.3.1.epil.i89.i, %B144.epil.preheader.i84.i ], [ %word.3.1.1.i80.i, %common.ret.loopexit.unr-lcssa.i82.i ]
  br i1 %.36.not.i2.i, label %B98.endif.i103.i, label %B32.endif.i92.i
B472.endif.us.us.us.thread.i:
  br i1 %.36.not.i2.i, label %B646.us.us.us.i, label %B32.endif.i92.i
B144.i109.i:
  %word.2.0120.i110.i = phi i64 [ %word.3.1.1.i130.i, %B144.i109.i ], [ 0, %B144.preheader.i105.i ]
  %.187116118.i111.i = phi i64 [ %.194.1.i121.i, %B144.i109.i ], [ 0, %B144.preheader.i105.i ]
  %29 = add i64 %.187116118.i111.i, %lsr.iv217.i
  %.242.i112.i = icmp slt i64 %29, 0
  %.243.i113.i = select i1 %.242.i112.i, i64 %.4, i64 0
  %scevgep243.i = getelementptr i8, ptr %scevgep237.i, i64 %.243.i113.i
  %scevgep244.i = getelementptr i8, ptr %scevgep243.i, i64 %.187116118.i111.i
  %scevgep245.i = getelementptr i8, ptr %scevgep244.i, i64 -1
  %.258.i116.i = load i8, ptr %scevgep245.i, align 1
  %.260.i117.i = icmp eq i8 %.258.i116.i, %.988.us.us.us.i
  %.265.i118.i = shl nuw i64 1, %.187116118.i111.i
  %.267.i119.i = select i1 %.260.i117.i, i64 %.265.i118.i, i64 0
  %word.3.1.i120.i = or i64 %.267.i119.i, %word.2.0120.i110.i
  %.194.1.i121.i = add nuw i64 %.187116118.i111.i, 2
  %30 = add i64 %.187116118.i111.i, %lsr.iv203.i
  %.242.1.i122.i = icmp slt i64 %30, 0
  %31 = select i1 %.242.1.i122.i, i64 %3, i64 1
  %scevgep238.i = getelementptr i8, ptr %scevgep237.i, i64 %31
  %scevgep239.i = getelementptr i8, ptr %scevgep238.i, i64 %.187116118.i111.i
  %scevgep240.i = getelementptr i8, ptr %scevgep239.i, i64 -1
  %.258.1.i126.i = load i8, ptr %scevgep240.i, align 1
  %.260.1.i127.i = icmp eq i8 %.258.1.i126.i, %.988.us.us.us.i
  %.265.1.i128.i = shl nuw i64 2, %.187116118.i111.i
  %.267.1.i129.i = select i1 %.260.1.i127.i, i64 %.265.1.i128.i, i64 0
  %word.3.1.1.i130.i = or i64 %word.3.1.i120.i, %.267.1.i129.i
  %niter.ncmp.1.i131.i = icmp eq i64 %5, %.194.1.i121.i
  br i1 %niter.ncmp.1.i131.i, label %common.ret.loopexit.unr-lcssa.i132.i, label %B144.i109.i
common.ret.loopexit.unr-lcssa.i132.i:
  br i1 %22, label %B646.us.us.us.i, label %B144.epil.preheader.i134.i
B144.epil.preheader.i134.i:
  %word.2.0120.epil.init.i135.i = phi i64 [ 0, %B144.preheader.i105.i ], [ %word.3.1.1.i130.i, %common.ret.loopexit.unr-lcssa.i132.i ]
  %.187116118.epil.init.i136.i = phi i64 [ 0, %B144.preheader.i105.i ], [ %5, %common.ret.loopexit.unr-lcssa.i132.i ]
  %.228.epil.i137.i = add nsw i64 %.187116118.epil.init.i136.i, %.730.us.us.us.i
  %.242.epil.i138.i = icmp slt i64 %.228.epil.i137.i, 0
  %.243.epil.i139.i = select i1 %.242.epil.i138.i, i64 %.4, i64 0
  %32 = getelementptr i8, ptr %.3, i64 %.228.epil.i137.i
  %.257.epil.i140.i = getelementptr i8, ptr %32, i64 %.243.epil.i139.i
  %.258.epil.i141.i = load i8, ptr %.257.epil.i140.i, align 1
  %.260.epil.i142.i = icmp eq i8 %.258.epil.i141.i, %.988.us.us.us.i
  %.265.epil.i143.i = shl nuw i64 1, %.187116118.epil.init.i136.i
  %.267.epil.i144.i = select i1 %.260.epil.i142.i, i64 %.265.epil.i143.i, i64 0
  %word.3.1.epil.i145.i = or i64 %.267.epil.i144.i, %word.2.0120.epil.init.i135.i
  br label %B646.us.us.us.i
B32.endif.i92.i:
  %storemerge.i63188.i = phi i64 [ 0, %B472.endif.us.us.us.thread.i ], [ %storemerge.i63.i, %B472.endif.us.us.us.i ]
  %.49.i94.i = load <64 x i8>, ptr %sunkaddr262.i, align 1
  %.50.i97.i = insertelement <64 x i8> poison, i8 %.988.us.us.us.i, i64 0
  %.51.i98.i = shufflevector <64 x i8> %.50.i97.i, <64 x i8> poison, <64 x i32> zeroinitializer
  %.52.i99.i = icmp eq <64 x i8> %.49.i94.i, %.51.i98.i
  %.53.i100.i = bitcast <64 x i1> %.52.i99.i to i64
  %.93.i101.i = and i64 %.6.i181.i, %.53.i100.i
  br label %B646.us.us.us.i
B98.endif.i103.i:
  br i1 %19, label %B646.us.us.us.i, label %B144.preheader.i105.i
B144.preheader.i105.i:
  br i1 %20, label %B144.epil.preheader.i134.i, label %B144.i109.i
B646.us.us.us.i:
  %storemerge.i63187.i = phi i64 [ %storemerge.i63188.i, %B32.endif.i92.i ], [ %storemerge.i63.i, %B98.endif.i103.i ], [ %storemerge.i63.i, %common.ret.loopexit.unr-lcssa.i132.i ], [ %storemerge.i63.i, %B144.epil.preheader.i134.i ], [ 0, %B472.endif.us.us.us.thread.i ]
  %storemerge.i102.i = phi i64 [ %.93.i101.i, %B32.endif.i92.i ], [ 0, %B98.endif.i103.i ], [ %word.3.1.1.i130.i, %common.ret.loopexit.unr-lcssa.i132.i ], [ %word.3.1.epil.i145.i, %B144.epil.preheader.i134.i ], [ 0, %B472.endif.us.us.us.thread.i ]
  %33 = and i64 %storemerge.i63187.i, %storemerge.i102.i
  %.1059.us.us.us.i = and i64 %33, %todo.2.4.us.us.us.i
  %.1065.us.us.us.i = xor i64 %.1059.us.us.us.i, %todo.2.4.us.us.us.i
  %.1477.us.us.us.i = tail call i64 @llvm.cttz.i64(i64 %.1059.us.us.us.i, i1 true)
  %.1479.us.us.us.i = or i64 %.1477.us.us.us.i, %.693774796.us.us.us.i
  %.1481.us.us.us.i = tail call i64 @llvm.ctlz.i64(i64 %.1059.us.us.us.i, i1 true)
  %34 = or i64 %.1481.us.us.us.i, %.693774796.us.us.us.i
  %.1484.us.us.us.i = xor i64 %34, 63
  %.1187.us.us.us.i = getelementptr i8, ptr %.14, i64 %.1162.us.us.us.i
  %.1188.us.us.us.i = load i8, ptr %.1187.us.us.us.i, align 1
  %.1189.not.us.us.us.i = icmp eq i8 %.1188.us.us.us.i, 0
  br i1 %.1189.not.us.us.us.i, label %B664.endif.us.us.us.i, label %B736.us.us.us.i
B664.endif.us.us.us.i:
  store i8 1, ptr %.1187.us.us.us.i, align 1
  %.1258.us.us.us.i = mul i64 %.10, %.1162.us.us.us.i
  %.1260.us.us.us.i = getelementptr i64, ptr %.8, i64 %.1258.us.us.us.i
  %.1328.us.us.us.i = mul i64 %.13, %.1162.us.us.us.i
  %.1330.us.us.us.i = getelementptr i64, ptr %.11, i64 %.1328.us.us.us.i
  tail call void @llvm.memset.p0.i64(ptr nonnull align 8 dereferenceable(2048) %.1260.us.us.us.i, i8 0, i64 2048, i1 false)
  store i64 %.4279451000.us.us.i, ptr %.1330.us.us.us.i, align 8
  %.266.i.i = getelementptr i8, ptr %.1330.us.us.us.i, i64 16
  store i64 %.555812846.us.us.us.i, ptr %.266.i.i, align 8
  %.298.i.i = getelementptr i8, ptr %.1330.us.us.us.i, i64 32
  store i64 %.201.i.i, ptr %.298.i.i, align 8
  %.328.i.i = getelementptr i8, ptr %.1330.us.us.us.i, i64 24
  store i64 0, ptr %.328.i.i, align 8
  %.358.i.i = getelementptr i8, ptr %.1330.us.us.us.i, i64 40
  store i64 0, ptr %.358.i.i, align 8
  br label %B736.us.us.us.i
B736.us.us.us.i:
  %.1401.not.us.us.us.i = icmp eq i8 %.956.us.us.us.i, 0
  br i1 %.1401.not.us.us.us.i, label %B646.us.us.us.1.i, label %B740.endif.us.us.us.i
B740.endif.us.us.us.i:
  %.1440.us.us.us.i = mul i64 %.13, %.1162.us.us.us.i
  %.1442.us.us.us.i = getelementptr i64, ptr %.11, i64 %.1440.us.us.us.i
  %.48.i152.i = getelementptr i8, ptr %.1442.us.us.us.i, i64 8
  store i64 %.434.us.us.i, ptr %.48.i152.i, align 8
  %.77.i.i = getelementptr i8, ptr %.1442.us.us.us.i, i64 16
  %.78.i.i = load i64, ptr %.77.i.i, align 8
  %.13.i.i.i = tail call i64 @llvm.smin.i64(i64 %.555812846.us.us.us.i, i64 %.78.i.i)
  store i64 %.13.i.i.i, ptr %.77.i.i, align 8
  %.165.i.i = getelementptr i8, ptr %.1442.us.us.us.i, i64 24
  %.166.i.i = load i64, ptr %.165.i.i, align 8
  %.13.i2.i.i = tail call i64 @llvm.smax.i64(i64 %.562.us.us.us.i, i64 %.166.i.i)
  store i64 %.13.i2.i.i, ptr %.165.i.i, align 8
  %.252.i.i = getelementptr i8, ptr %.1442.us.us.us.i, i64 32
  %.253.i.i = load i64, ptr %.252.i.i, align 8
  %.13.i1.i.i = tail call i64 @llvm.smin.i64(i64 %.1479.us.us.us.i, i64 %.253.i.i)
  store i64 %.13.i1.i.i, ptr %.252.i.i, align 8
  %.338.i.i = getelementptr i8, ptr %.1442.us.us.us.i, i64 40
  %.339.i.i = load i64, ptr %.338.i.i, align 8
  %.340.i.i = add nsw i64 %.1484.us.us.us.i, 1
  %.13.i3.i.i = tail call i64 @llvm.smax.i64(i64 %.340.i.i, i64 %.339.i.i)
  store i64 %.13.i3.i.i, ptr %.338.i.i, align 8
  br label %B646.us.us.us.1.i
B646.us.us.us.1.i:
  %.1187.us.us.us.1.i = getelementptr i8, ptr %.14, i64 %.1162.us.us.us.1.i
  %.1188.us.us.us.1.i = load i8, ptr %.1187.us.us.us.1.i, align 1
  %.1189.not.us.us.us.1.i = icmp eq i8 %.1188.us.us.us.1.i, 0
  br i1 %.1189.not.us.us.us.1.i, label %B664.endif.us.us.us.1.i, label %B736.us.us.us.1.i
B664.endif.us.us.us.1.i:
  store i8 1, ptr %.1187.us.us.us.1.i, align 1
  %.1258.us.us.us.1.i = mul i64 %.10, %.1162.us.us.us.1.i
  %.1260.us.us.us.1.i = getelementptr i64, ptr %.8, i64 %.1258.us.us.us.1.i
  %.1328.us.us.us.1.i = mul i64 %.13, %.1162.us.us.us.1.i
  %.1330.us.us.us.1.i = getelementptr i64, ptr %.11, i64 %.1328.us.us.us.1.i
  tail call void @llvm.memset.p0.i64(ptr nonnull align 8 dereferenceable(2048) %.1260.us.us.us.1.i, i8 0, i64 2048, i1 false)
  store i64 %.4279451000.us.us.i, ptr %.1330.us.us.us.1.i, align 8
  %.266.i148.i = getelementptr i8, ptr %.1330.us.us.us.1.i, i64 16
  store i64 %.555812846.us.us.us.i, ptr %.266.i148.i, align 8
  %.298.i149.i = getelementptr i8, ptr %.1330.us.us.us.1.i, i64 32
  store i64 %.201.i.i, ptr %.298.i149.i, align 8
  %.328.i150.i = getelementptr i8, ptr %.1330.us.us.us.1.i, i64 24
  store i64 0, ptr %.328.i150.i, align 8
  %.358.i151.i = getelementptr i8, ptr %.1330.us.us.us.1.i, i64 40
  store i64 0, ptr %.358.i151.i, align 8
  br label %B736.us.us.us.1.i
B736.us.us.us.1.i:
  %.1401.not.us.us.us.1.i = icmp eq i8 %.988.us.us.us.i, 0
  br i1 %.1401.not.us.us.us.1.i, label %B854.us.us.us.1.i, label %B740.endif.us.us.us.1.i
B740.endif.us.us.us.1.i:
  %.1440.us.us.us.1.i = mul i64 %.13, %.1162.us.us.us.1.i
  %.1442.us.us.us.1.i = getelementptr i64, ptr %.11, i64 %.1440.us.us.us.1.i
  %.48.i154.i = getelementptr i8, ptr %.1442.us.us.us.1.i, i64 8
  store i64 %.434.us.us.i, ptr %.48.i154.i, align 8
  %.77.i155.i = getelementptr i8, ptr %.1442.us.us.us.1.i, i64 16
  %.78.i156.i = load i64, ptr %.77.i155.i, align 8
  %.13.i.i157.i = tail call i64 @llvm.smin.i64(i64 %.555812846.us.us.us.i, i64 %.78.i156.i)
  store i64 %.13.i.i157.i, ptr %.77.i155.i, align 8
  %.165.i158.i = getelementptr i8, ptr %.1442.us.us.us.1.i, i64 24
  %.166.i159.i = load i64, ptr %.165.i158.i, align 8
  %.13.i2.i161.i = tail call i64 @llvm.smax.i64(i64 %.562.us.us.us.i, i64 %.166.i159.i)
  store i64 %.13.i2.i161.i, ptr %.165.i158.i, align 8
  %.252.i162.i = getelementptr i8, ptr %.1442.us.us.us.1.i, i64 32
  %.253.i163.i = load i64, ptr %.252.i162.i, align 8
  %.13.i1.i164.i = tail call i64 @llvm.smin.i64(i64 %.1479.us.us.us.i, i64 %.253.i163.i)
  store i64 %.13.i1.i164.i, ptr %.252.i162.i, align 8
  %.338.i165.i = getelementptr i8, ptr %.1442.us.us.us.1.i, i64 40
  %.339.i166.i = load i64, ptr %.338.i165.i, align 8
  %.340.i167.i = add nsw i64 %.1484.us.us.us.i, 1
  %.13.i3.i168.i = tail call i64 @llvm.smax.i64(i64 %.340.i167.i, i64 %.339.i166.i)
  store i64 %.13.i3.i168.i, ptr %.338.i165.i, align 8
  br label %B854.us.us.us.1.i
B854.us.us.us.1.i:
  %.1581.us.us.us.i = mul i64 %.10, %.1162.us.us.us.i
  %35 = getelementptr i64, ptr %.8, i64 %.1581.us.us.us.i
  %.1585.us.us.us.i = getelementptr i64, ptr %35, i64 %.1162.us.us.us.1.i
  %.1586.us.us.us.i = load i64, ptr %.1585.us.us.us.i, align 8
  %.1588.us.us.us.i = tail call i64 @llvm.ctpop.i64(i64 %.1059.us.us.us.i)
  %.1591.us.us.us.i = add nsw i64 %.1586.us.us.us.i, %.1588.us.us.us.i
  store i64 %.1591.us.us.us.i, ptr %.1585.us.us.us.i, align 8
  %.1643.not.us.us.us.i = icmp eq i64 %todo.2.4.us.us.us.i, %.1059.us.us.us.i
  br i1 %.1643.not.us.us.us.i, label %B1011.us.us.us.i, label %B472.us.us.us.i
B1011.us.us.us.i:
  %foreground.3.3.us.us.us.i = phi i64 [ %foreground.2.2798.us.us.us.i, %B288.us.us.us.i ], [ %.912.us.us.us.i, %B324.endif.endif.endif.us.us.us.i ], [ %.912.us.us.us.i, %B854.us.us.us.1.i ]
  %indvars.iv.next.i = add i64 %indvars.iv.i, -64
  %lsr.iv.next204.i = add i64 %lsr.iv203.i, 64
  %lsr.iv.next218.i = add i64 %lsr.iv217.i, 64
  %.687.us.us.us.i = icmp sgt i64 %.686765797.us.us.us.i, 1
  br i1 %.687.us.us.us.i, label %B210.endif.us.us.us.i, label %B208.B146.loopexit_crit_edge.us.us.us.i
B208.B146.loopexit_crit_edge.us.us.us.i:
  %lsr.iv.next202.i = add i64 %lsr.iv201.i, %.7
  %lsr.iv.next216.i = add i64 %lsr.iv215.i, %.7
  %exitcond1429.not.i = icmp eq i64 %.6, %.562.us.us.us.i
  br i1 %exitcond1429.not.i, label %B146.B110.loopexit_crit_edge.split.us.us.us.i, label %B148.endif.us.us.us.i
B146.B110.loopexit_crit_edge.split.us.us.us.i:
  %lsr.iv.next200.i = add i64 %lsr.iv199.i, %4
  %lsr.iv.next214.i = add i64 %lsr.iv213.i, %4
  %exitcond1430.not.i = icmp eq i64 %.5, %.434.us.us.i
  br i1 %exitcond1430.not.i, label %B934.endif.endif.i, label %B112.endif.us.us.i
B934.endif.endif.i:
  %foreground.5.0.lcssa.i = phi i64 [ 0, %B64.endif.i ], [ 0, %B112.endif.lr.ph.i ], [ %foreground.3.3.us.us.us.i, %B146.B110.loopexit_crit_edge.split.us.us.us.i ]
  %.1718.i = sub nsw i64 %.2, %foreground.5.0.lcssa.i
  store i64 %.1718.i, ptr %.8, align 8
  tail call void @llvm.memset.p0.i64(ptr nonnull align 8 dereferenceable(48) %.11, i8 0, i64 48, i1 false)
  br label %B40.i.i
B40.i.i:
  %n.2.0346.i.i = phi i64 [ 0, %B934.endif.endif.i ], [ %n.3.1.1.i.i, %B78.1.i.i ]
  %.148342344.i.i = phi i64 [ 0, %B934.endif.endif.i ], [ %.155.1.i.i, %B78.1.i.i ]
  %sunkaddr265.i = getelementptr i8, ptr %.14, i64 %.148342344.i.i
  %.217.i.i = load i8, ptr %sunkaddr265.i, align 1
  %.218.not.i.i = icmp eq i8 %.217.i.i, 0
  br i1 %.218.not.i.i, label %B78.i.i, label %B58.i.i
B58.i.i:
  %.235.i.i = icmp slt i64 %n.2.0346.i.i, 0
  %.236.i.i = select i1 %.235.i.i, i64 %.15, i64 0
  %36 = getelementptr i8, ptr %.14, i64 %n.2.0346.i.i
  %.250.i.i = getelementptr i8, ptr %36, i64 %.236.i.i
  %tmp194.i = trunc i64 %.148342344.i.i to i8
  store i8 %tmp194.i, ptr %.250.i.i, align 1
  %.256.i.i = add nsw i64 %n.2.0346.i.i, 1
  br label %B78.i.i
B78.i.i:
  %n.3.1.i.i = phi i64 [ %.256.i.i, %B58.i.i ], [ %n.2.0346.i.i, %B40.i.i ]
  %.155.1.i.i = add nuw nsw i64 %.148342344.i.i, 2
  %sunkaddr267.i = getelementptr i8, ptr %sunkaddr265.i, i64 1
  %.217.1.i.i = load i8, ptr %sunkaddr267.i, align 1
  %.218.not.1.i.i = icmp eq i8 %.217.1.i.i, 0
  br i1 %.218.not.1.i.i, label %B78.1.i.i, label %B58.1.i.i
B58.1.i.i:
  %.235.1.i.i = icmp slt i64 %n.3.1.i.i, 0
  %.236.1.i.i = select i1 %.235.1.i.i, i64 %.15, i64 0
  %37 = getelementptr i8, ptr %.14, i64 %n.3.1.i.i
  %.250.1.i.i = getelementptr i8, ptr %37, i64 %.236.1.i.i
  %38 = trunc i64 %.148342344.i.i to i8
  %tmp.i = or i8 %38, 1
  store i8 %tmp.i, ptr %.250.1.i.i, align 1
  %.256.1.i.i = add nsw i64 %n.3.1.i.i, 1
  br label %B78.1.i.i
B78.1.i.i:
  %n.3.1.1.i.i = phi i64 [ %.256.1.i.i, %B58.1.i.i ], [ %n.3.1.i.i, %B78.i.i ]
  %exitcond.not.1.i.i = icmp eq i64 %.155.1.i.i, 256
  br i1 %exitcond.not.1.i.i, label %B80.endif.i.i, label %B40.i.i
B80.endif.i.i:
  %.312.i.i = icmp sgt i64 %n.3.1.1.i.i, 0
  br i1 %.312.i.i, label %B112.endif.us.preheader.i.i, label %v7
B112.endif.us.preheader.i.i:
  %unroll_iter.i169.i = and i64 %n.3.1.1.i.i, 9223372036854775806
  %39 = icmp eq i64 %n.3.1.1.i.i, 1
  %40 = and i64 %n.3.1.1.i.i, 1
  %41 = icmp eq i64 %40, 0
  %sunkaddr272.i = getelementptr i8, ptr %.14, i64 %unroll_iter.i169.i
  br label %B112.endif.us.i.i
B112.endif.us.i.i:
  %lsr.iv.i = phi i64 [ %lsr.iv.next.i, %B144.B232.endif.endif_crit_edge.us.i.i ], [ 0, %B112.endif.us.preheader.i.i ]
  %lsr.iv.i.i = phi i64 [ %lsr.iv.next.i.i, %B144.B232.endif.endif_crit_edge.us.i.i ], [ 1, %B112.endif.us.preheader.i.i ]
  %.360358367.us.i.i = phi i64 [ %.367.us.i.i, %B144.B232.endif.endif_crit_edge.us.i.i ], [ 0, %B112.endif.us.preheader.i.i ]
  %.515.us.i.i = mul nuw nsw i64 %.360358367.us.i.i, %n.3.1.1.i.i
  br i1 %39, label %B146.us.epil.preheader.i.i, label %B146.us.i.preheader.i
B146.us.i.preheader.i:
  %sunkaddr268.i = getelementptr i8, ptr %.14, i64 %.360358367.us.i.i
  br label %B146.us.i.i
B146.us.i.i:
  %.481348350.us.i.i = phi i64 [ %.488.us.1.i.i, %B146.us.i.i ], [ 0, %B146.us.i.preheader.i ]
  %42 = add i64 %.481348350.us.i.i, %lsr.iv.i.i
  %43 = add i64 %.481348350.us.i.i, %lsr.iv.i
  %.547.us.i.i = load i8, ptr %sunkaddr268.i, align 1
  %sunkaddr269.i = getelementptr i8, ptr %.14, i64 %.481348350.us.i.i
  %.577.us.i.i = load i8, ptr %sunkaddr269.i, align 1
  %.585.us.i.i = zext i8 %.547.us.i.i to i64
  %.586.us.i.i = zext i8 %.577.us.i.i to i64
  %.624.us.i.i = mul i64 %.10, %.585.us.i.i
  %44 = getelementptr i64, ptr %.8, i64 %.624.us.i.i
  %.628.us.i.i = getelementptr i64, ptr %44, i64 %.586.us.i.i
  %.629.us.i.i = load i64, ptr %.628.us.i.i, align 8
  %.632.us.i.i = lshr i64 %43, 8
  %.633.us.i.i = and i64 %43, 255
  %.680.us.i.i = mul i64 %.632.us.i.i, %.10
  %45 = getelementptr i64, ptr %.8, i64 %.680.us.i.i
  %.684.us.i.i = getelementptr i64, ptr %45, i64 %.633.us.i.i
  store i64 %.629.us.i.i, ptr %.684.us.i.i, align 8
  %.488.us.1.i.i = add nuw i64 %.481348350.us.i.i, 2
  %.547.us.1.i.i = load i8, ptr %sunkaddr268.i, align 1
  %sunkaddr271.i = getelementptr i8, ptr %sunkaddr269.i, i64 1
  %.577.us.1.i.i = load i8, ptr %sunkaddr271.i, align 1
  %.585.us.1.i.i = zext i8 %.547.us.1.i.i to i64
  %.586.us.1.i.i = zext i8 %.577.us.1.i.i to i64
  %.624.us.1.i.i = mul i64 %.10, %.585.us.1.i.i
  %46 = getelementptr i64, ptr %.8, i64 %.624.us.1.i.i
  %.628.us.1.i.i = getelementptr i64, ptr %46, i64 %.586.us.1.i.i
  %.629.us.1.i.i = load i64, ptr %.628.us.1.i.i, align 8
  %.632.us.1.i.i = lshr i64 %42, 8
  %.633.us.1.i.i = and i64 %42, 255
  %.680.us.1.i.i = mul i64 %.632.us.1.i.i, %.10
  %47 = getelementptr i64, ptr %.8, i64 %.680.us.1.i.i
  %.684.us.1.i.i = getelementptr i64, ptr %47, i64 %.633.us.1.i.i
  store i64 %.629.us.1.i.i, ptr %.684.us.1.i.i, align 8
  %niter.ncmp.1.i170.i = icmp eq i64 %unroll_iter.i169.i, %.488.us.1.i.i
  br i1 %niter.ncmp.1.i170.i, label %B144.B232.endif.endif_crit_edge.us.unr-lcssa.i.i, label %B146.us.i.i
B144.B232.endif.endif_crit_edge.us.unr-lcssa.i.i:
  br i1 %41, label %B144.B232.endif.endif_crit_edge.us.i.i, label %B146.us.epil.preheader.i.i
B146.us.epil.preheader.i.i:
  %.516.us.epil.i.i = add nuw nsw i64 %.515.us.i.i, %unroll_iter.i169.i
  %sunkaddr18.i.i = getelementptr i8, ptr %.14, i64 %.360358367.us.i.i
  %.547.us.epil.i.i = load i8, ptr %sunkaddr18.i.i, align 1
  %.577.us.epil.i.i = load i8, ptr %sunkaddr272.i, align 1
  %.585.us.epil.i.i = zext i8 %.547.us.epil.i.i to i64
  %.586.us.epil.i.i = zext i8 %.577.us.epil.i.i to i64
  %.624.us.epil.i.i = mul i64 %.10, %.585.us.epil.i.i
  %48 = getelementptr i64, ptr %.8, i64 %.624.us.epil.i.i
  %.628.us.epil.i.i = getelementptr i64, ptr %48, i64 %.586.us.epil.i.i
  %.629.us.epil.i.i = load i64, ptr %.628.us.epil.i.i, align 8
  %.632.us.epil.i.i = lshr i64 %.516.us.epil.i.i, 8
  %.633.us.epil.i.i = and i64 %.516.us.epil.i.i, 255
  %.680.us.epil.i.i = mul i64 %.632.us.epil.i.i, %.10
  %49 = getelementptr i64, ptr %.8, i64 %.680.us.epil.i.i
  %.684.us.epil.i.i = getelementptr i64, ptr %49, i64 %.633.us.epil.i.i
  store i64 %.629.us.epil.i.i, ptr %.684.us.epil.i.i, align 8
  br label %B144.B232.endif.endif_crit_edge.us.i.i
B144.B232.endif.endif_crit_edge.us.i.i:
  %.940.us.i.i = mul i64 %.360358367.us.i.i, %.13
  %50 = getelementptr i64, ptr %.11, i64 %.940.us.i.i
  %sunkaddr19.i.i = getelementptr i8, ptr %.14, i64 %.360358367.us.i.i
  %.840.us.i.i = load i8, ptr %sunkaddr19.i.i, align 1
  %.846.us.i.i = zext i8 %.840.us.i.i to i64
  %.887.us.i.i = mul i64 %.13, %.846.us.i.i
  %51 = getelementptr i64, ptr %.11, i64 %.887.us.i.i
  %.892.us.i.i = load i64, ptr %51, align 8
  store i64 %.892.us.i.i, ptr %50, align 8
  %.840.us.1.i.i = load i8, ptr %sunkaddr19.i.i, align 1
  %.846.us.1.i.i = zext i8 %.840.us.1.i.i to i64
  %.887.us.1.i.i = mul i64 %.13, %.846.us.1.i.i
  %52 = getelementptr i64, ptr %.11, i64 %.887.us.1.i.i
  %.891.us.1.i.i = getelementptr i8, ptr %52, i64 8
  %.892.us.1.i.i = load i64, ptr %.891.us.1.i.i, align 8
  %.944.us.1.i.i = getelementptr i8, ptr %50, i64 8
  store i64 %.892.us.1.i.i, ptr %.944.us.1.i.i, align 8
  %.840.us.2.i.i = load i8, ptr %sunkaddr19.i.i, align 1
  %.846.us.2.i.i = zext i8 %.840.us.2.i.i to i64
  %.887.us.2.i.i = mul i64 %.13, %.846.us.2.i.i
  %53 = getelementptr i64, ptr %.11, i64 %.887.us.2.i.i
  %.891.us.2.i.i = getelementptr i8, ptr %53, i64 16
  %.892.us.2.i.i = load i64, ptr %.891.us.2.i.i, align 8
  %.944.us.2.i.i = getelementptr i8, ptr %50, i64 16
  store i64 %.892.us.2.i.i, ptr %.944.us.2.i.i, align 8
  %.840.us.3.i.i = load i8, ptr %sunkaddr19.i.i, align 1
  %.846.us.3.i.i = zext i8 %.840.us.3.i.i to i64
  %.887.us.3.i.i = mul i64 %.13, %.846.us.3.i.i
  %54 = getelementptr i64, ptr %.11, i64 %.887.us.3.i.i
  %.891.us.3.i.i = getelementptr i8, ptr %54, i64 24
  %.892.us.3.i.i = load i64, ptr %.891.us.3.i.i, align 8
  %.944.us.3.i.i = getelementptr i8, ptr %50, i64 24
  store i64 %.892.us.3.i.i, ptr %.944.us.3.i.i, align 8
  %.840.us.4.i.i = load i8, ptr %sunkaddr19.i.i, align 1
  %.846.us.4.i.i = zext i8 %.840.us.4.i.i to i64
  %.887.us.4.i.i = mul i64 %.13, %.846.us.4.i.i
  %55 = getelementptr i64, ptr %.11, i64 %.887.us.4.i.i
  %.891.us.4.i.i = getelementptr i8, ptr %55, i64 32
  %.892.us.4.i.i = load i64, ptr %.891.us.4.i.i, align 8
  %.944.us.4.i.i = getelementptr i8, ptr %50, i64 32
  store i64 %.892.us.4.i.i, ptr %.944.us.4.i.i, align 8
  %.840.us.5.i.i = load i8, ptr %sunkaddr19.i.i, align 1
  %.846.us.5.i.i = zext i8 %.840.us.5.i.i to i64
  %.887.us.5.i.i = mul i64 %.13, %.846.us.5.i.i
  %56 = getelementptr i64, ptr %.11, i64 %.887.us.5.i.i
  %.891.us.5.i.i = getelementptr i8, ptr %56, i64 40
  %.892.us.5.i.i = load i64, ptr %.891.us.5.i.i, align 8
  %.944.us.5.i.i = getelementptr i8, ptr %50, i64 40
  store i64 %.892.us.5.i.i, ptr %.944.us.5.i.i, align 8
  %.367.us.i.i = add nuw nsw i64 %.360358367.us.i.i, 1
  %lsr.iv.next.i.i = add i64 %lsr.iv.i.i, %n.3.1.1.i.i
  %lsr.iv.next.i = add i64 %lsr.iv.i, %n.3.1.1.i.i
  %exitcond385.not.i.i = icmp eq i64 %.367.us.i.i, %n.3.1.1.i.i
  br i1 %exitcond385.not.i.i, label %v7, label %B112.endif.us.i.i
v7:
  ret i64 %n.3.1.1.i.i
}
define i64 @segeval_search(ptr readonly %.1, i64 %.2, i64 %.3, i64 %.4, i64 %.5, ptr %.6, i64 %.7, i64 %.8, ptr readonly %.9, i64 %.10, i64 %.11, ptr readonly %.12, i64 %.13, double %.14, double %.15, i64 %.16, i64 %.17, i64 %.18, ptr writeonly %.19, i64 %.20, ptr %.21, i64 %.22) local_unnamed_addr {
.24:
  %.25 = shl i64 %.5, 3
  %arg.both.5.1.fr.i = freeze i64 %.3
  %.166.i = sub i64 %.17, %.16
  %.212835.not.i = icmp slt i64 %.166.i, 1
  br i1 %.212835.not.i, label %v8, label %B40.lr.ph.i
B40.lr.ph.i:
  %factor.op.mul.i = mul i64 %.5, %.4
  %.318.reass.i = mul i64 %factor.op.mul.i, %arg.both.5.1.fr.i
  %.546727.i = icmp sgt i64 %arg.both.5.1.fr.i, 0
  br i1 %.546727.i, label %B40.us.preheader.i, label %B40.preheader.i
B40.us.preheader.i:
  %.691682.not.i = icmp slt i64 %.4, 1
  %.84.i1.i = sub nsw i64 %.7, %arg.both.5.1.fr.i
  %.85.i2.i = ashr i64 %.84.i1.i, 1
  %.120.i3.i = sub nsw i64 %.8, %.4
  %.121.i4.i = ashr i64 %.120.i3.i, 1
  %.224379.not.i5.i = icmp slt i64 %.7, 1
  %.359369.not.i6.i = icmp slt i64 %.8, 1
  %or.cond.i7.i = select i1 %.224379.not.i5.i, i1 true, i1 %.359369.not.i6.i
  %0 = mul nuw i64 %.8, %.7
  %.arg.bits.5.2.i.i14.i = tail call i64 @llvm.smax.i64(i64 %.5, i64 0)
  %1 = shl i64 %factor.op.mul.i, 3
  %.199.i.i = shl nsw i64 %.5, 6
  br i1 %.691682.not.i, label %B40.us.preheader.split.us.i, label %B40.us.preheader165.i
B40.us.preheader165.i:
  %2 = sub i64 1, %.16
  %scevgep185.i = getelementptr i8, ptr %.1, i64 -8
  %3 = icmp slt i64 %.5, 1
  %4 = icmp slt i64 %.13, 1
  %5 = shl i64 %.20, 3
  br label %B40.us.i
B40.us.preheader.split.us.i:
  %6 = add nuw i64 %.166.i, 1
  %7 = shl i64 %.22, 3
  br i1 %or.cond.i7.i, label %B40.us.us.us.i, label %B40.us.us.i
B40.us.us.us.i:
  %lsr.iv.i = phi i64 [ %lsr.iv.next.i, %B40.us.us.us.i ], [ %6, %B40.us.preheader.split.us.i ]
  %.218807844.us.us.us.i = phi i64 [ %.225.us.us.us.i, %B40.us.us.us.i ], [ %.16, %B40.us.preheader.split.us.i ]
  %.225.us.us.us.i = add i64 %.218807844.us.us.us.i, 1
  %.430.us104.us.us.i = icmp slt i64 %.218807844.us.us.us.i, 0
  %8 = select i1 %.430.us104.us.us.i, i64 %7, i64 0
  %scevgep.i = getelementptr i8, ptr %.21, i64 %8
  %9 = shl i64 %.218807844.us.us.us.i, 3
  %scevgep171.i = getelementptr i8, ptr %scevgep.i, i64 %9
  store i64 0, ptr %scevgep171.i, align 8
  %lsr.iv.next.i = add i64 %lsr.iv.i, -1
  %.212.us.us.us.i = icmp ugt i64 %lsr.iv.next.i, 1
  br i1 %.212.us.us.us.i, label %B40.us.us.us.i, label %v8
B40.us.us.i:
  %lsr.iv172.i = phi i64 [ %lsr.iv.next173.i, %B40.us.us.i ], [ %6, %B40.us.preheader.split.us.i ]
  %.218807844.us.us.i = phi i64 [ %.225.us.us.i, %B40.us.us.i ], [ %.16, %B40.us.preheader.split.us.i ]
  %.225.us.us.i = add i64 %.218807844.us.us.i, 1
  tail call void @llvm.memset.p0.i64(ptr align 1 %.6, i8 0, i64 %0, i1 false)
  %.430.us104.us.i = icmp slt i64 %.218807844.us.us.i, 0
  %10 = select i1 %.430.us104.us.i, i64 %7, i64 0
  %scevgep174.i = getelementptr i8, ptr %.21, i64 %10
  %11 = shl i64 %.218807844.us.us.i, 3
  %scevgep175.i = getelementptr i8, ptr %scevgep174.i, i64 %11
  store i64 0, ptr %scevgep175.i, align 8
  %lsr.iv.next173.i = add i64 %lsr.iv172.i, -1
  %.212.us.us.i = icmp ugt i64 %lsr.iv.next173.i, 1
  br i1 %.212.us.us.i, label %B40.us.us.i, label %v8
B40.preheader.i:
  %.224379.not.i.i = icmp slt i64 %.7, 1
  %.359369.not.i.i = icmp slt i64 %.8, 1
  %or.cond.i.i = select i1 %.224379.not.i.i, i1 true, i1 %.359369.not.i.i
  br i1 %or.cond.i.i, label %B40.endif.endif.peel.i, label %B40.endif.endif.peel.thread.i
B40.endif.endif.peel.i:
  %.430.peel.i = icmp slt i64 %.16, 0
  %.431.peel.i = select i1 %.430.peel.i, i64 %.22, i64 0
  %12 = getelementptr i64, ptr %.21, i64 %.16
  %.445.peel.i = getelementptr i64, ptr %12, i64 %.431.peel.i
  store i64 0, ptr %.445.peel.i, align 8
  %.212.peel.not.i = icmp eq i64 %.166.i, 1
  br i1 %.212.peel.not.i, label %v8, label %B40.us114.preheader.i
B40.us114.preheader.i:
  %13 = xor i64 %.16, -1
  %14 = add i64 %.17, %13
  %xtraiter156.i = and i64 %14, 3
  %lcmp.mod157.not.i = icmp eq i64 %xtraiter156.i, 0
  br i1 %lcmp.mod157.not.i, label %B40.us114.prol.loopexit.i, label %B40.us114.prol.preheader.i
B40.us114.prol.preheader.i:
  %15 = shl i64 %.22, 3
  br label %B40.us114.prol.i
B40.us114.prol.i:
  %lsr.iv222.i = phi i64 [ %lsr.iv.next223.i, %B40.us114.prol.i ], [ %xtraiter156.i, %B40.us114.prol.preheader.i ]
  %.218807844.in.us.prol.i = phi i64 [ %.218807844.us115.prol.i, %B40.us114.prol.i ], [ %.16, %B40.us114.prol.preheader.i ]
  %.218807844.us115.prol.i = add i64 %.218807844.in.us.prol.i, 1
  %.430.us118.prol.i = icmp slt i64 %.218807844.us115.prol.i, 0
  %16 = select i1 %.430.us118.prol.i, i64 %15, i64 0
  %scevgep219.i = getelementptr i8, ptr %.21, i64 %16
  %17 = shl i64 %.218807844.in.us.prol.i, 3
  %scevgep220.i = getelementptr i8, ptr %scevgep219.i, i64 %17
  %scevgep221.i = getelementptr i8, ptr %scevgep220.i, i64 8
  store i64 0, ptr %scevgep221.i, align 8
  %lsr.iv.next223.i = add nsw i64 %lsr.iv222.i, -1
  %prol.iter.cmp.not.i = icmp eq i64 %lsr.iv.next223.i, 0
  br i1 %prol.iter.cmp.not.i, label %B40.us114.prol.loopexit.loopexit.i, label %B40.us114.prol.i
B40.us114.prol.loopexit.loopexit.i:
  %18 = sub i64 %.17, %.218807844.us115.prol.i
  br label %B40.us114.prol.loopexit.i
B40.us114.prol.loopexit.i:
  %.211805845.in.us.unr.i = phi i64 [ %.166.i, %B40.us114.preheader.i ], [ %18, %B40.us114.prol.loopexit.loopexit.i ]
  %.218807844.in.us.unr.i = phi i64 [ %.16, %B40.us114.preheader.i ], [ %.218807844.us115.prol.i, %B40.us114.prol.loopexit.loopexit.i ]
  %19 = icmp ult i64 %.166.i, 5
  br i1 %19, label %v8, label %B40.us114.preheader167.i
B40.us114.preheader167.i:
  %20 = add i64 %.211805845.in.us.unr.i, 4
  %21 = shl i64 %.22, 3
  br label %B40.us114.i
B40.endif.endif.peel.thread.i:
  %22 = mul nuw i64 %.8, %.7
  tail call void @llvm.memset.p0.i64(ptr align 1 %.6, i8 0, i64 %22, i1 false)
  %.430.peel132.i = icmp slt i64 %.16, 0
  %.431.peel133.i = select i1 %.430.peel132.i, i64 %.22, i64 0
  %23 = getelementptr i64, ptr %.21, i64 %.16
  %.445.peel134.i = getelementptr i64, ptr %23, i64 %.431.peel133.i
  store i64 0, ptr %.445.peel134.i, align 8
  %.212.peel.not135.i = icmp eq i64 %.166.i, 1
  br i1 %.212.peel.not135.i, label %v8, label %B40.preheader129.i
B40.preheader129.i:
  %24 = add i64 %.17, -2
  %25 = sub i64 %.16, %.17
  %26 = and i64 %25, 1
  %lcmp.mod.not.not.i = icmp eq i64 %26, 0
  br i1 %lcmp.mod.not.not.i, label %B40.prol.i, label %B40.prol.loopexit.i
B40.prol.i:
  %.218807844.prol.i = add i64 %.16, 1
  tail call void @llvm.memset.p0.i64(ptr align 1 %.6, i8 0, i64 %22, i1 false)
  %.211805845.prol.i = add nsw i64 %.166.i, -1
  %.430.prol.i = icmp slt i64 %.218807844.prol.i, 0
  %.431.prol.i = select i1 %.430.prol.i, i64 %.22, i64 0
  %27 = getelementptr i64, ptr %.21, i64 %.218807844.prol.i
  %.445.prol.i = getelementptr i64, ptr %27, i64 %.431.prol.i
  store i64 0, ptr %.445.prol.i, align 8
  br label %B40.prol.loopexit.i
B40.prol.loopexit.i:
  %.211805845.in.unr.i = phi i64 [ %.166.i, %B40.preheader129.i ], [ %.211805845.prol.i, %B40.prol.i ]
  %.218807844.in.unr.i = phi i64 [ %.16, %B40.preheader129.i ], [ %.218807844.prol.i, %B40.prol.i ]
  %28 = icmp eq i64 %24, %.16
  br i1 %28, label %v8, label %B40.preheader169.i
B40.preheader169.i:
  %29 = add nuw i64 %.211805845.in.unr.i, 2
  %30 = shl i64 %.22, 3
  br label %B40.i
B40.us114.i:
  %lsr.iv207.in.i = phi i64 [ %.218807844.in.us.unr.i, %B40.us114.preheader167.i ], [ %lsr.iv207.i, %B40.us114.i ]
  %lsr.iv204.i = phi i64 [ %20, %B40.us114.preheader167.i ], [ %lsr.iv.next205.i, %B40.us114.i ]
  %lsr.iv207.i = add i64 %lsr.iv207.in.i, 4
  %31 = add i64 %lsr.iv207.in.i, 1
  %.430.us118.i = icmp slt i64 %31, 0
  %32 = select i1 %.430.us118.i, i64 %21, i64 0
  %scevgep216.i = getelementptr i8, ptr %.21, i64 %32
  %33 = shl i64 %lsr.iv207.i, 3
  %scevgep217.i = getelementptr i8, ptr %scevgep216.i, i64 %33
  %scevgep218.i = getelementptr i8, ptr %scevgep217.i, i64 -24
  store i64 0, ptr %scevgep218.i, align 8
  %34 = add i64 %lsr.iv207.in.i, 2
  %.430.us118.1.i = icmp slt i64 %34, 0
  %35 = select i1 %.430.us118.1.i, i64 %21, i64 0
  %scevgep213.i = getelementptr i8, ptr %.21, i64 %35
  %scevgep214.i = getelementptr i8, ptr %scevgep213.i, i64 %33
  %scevgep215.i = getelementptr i8, ptr %scevgep214.i, i64 -16
  store i64 0, ptr %scevgep215.i, align 8
  %36 = add i64 %lsr.iv207.in.i, 3
  %.430.us118.2.i = icmp slt i64 %36, 0
  %37 = select i1 %.430.us118.2.i, i64 %21, i64 0
  %scevgep210.i = getelementptr i8, ptr %.21, i64 %37
  %scevgep211.i = getelementptr i8, ptr %scevgep210.i, i64 %33
  %scevgep212.i = getelementptr i8, ptr %scevgep211.i, i64 -8
  store i64 0, ptr %scevgep212.i, align 8
  %.430.us118.3.i = icmp slt i64 %lsr.iv207.i, 0
  %38 = select i1 %.430.us118.3.i, i64 %21, i64 0
  %scevgep206.i = getelementptr i8, ptr %.21, i64 %38
  %scevgep209.i = getelementptr i8, ptr %scevgep206.i, i64 %33
  store i64 0, ptr %scevgep209.i, align 8
  %lsr.iv.next205.i = add i64 %lsr.iv204.i, -4
  %.212.us121.3.i = icmp sgt i64 %lsr.iv.next205.i, 5
  br i1 %.212.us121.3.i, label %B40.us114.i, label %v8
B40.us.i:
  %lsr.iv180.i = phi i64 [ %2, %B40.us.preheader165.i ], [ %lsr.iv.next181.i, %B160.B706_crit_edge.us.i ]
  %n.7.0846.us.i = phi i64 [ %.18, %B40.us.preheader165.i ], [ %.us-phi761.us.i, %B160.B706_crit_edge.us.i ]
  %.211805845.us.i = phi i64 [ %.166.i, %B40.us.preheader165.i ], [ %.221.us.i, %B160.B706_crit_edge.us.i ]
  %.218807844.us.i = phi i64 [ %.16, %B40.us.preheader165.i ], [ %.225.us.i, %B160.B706_crit_edge.us.i ]
  %.221.us.i = add nsw i64 %.211805845.us.i, -1
  %.225.us.i = add i64 %.218807844.us.i, 1
  %.289.us.i = icmp sgt i64 %.218807844.us.i, 1
  %.290.us.i = select i1 %.289.us.i, i64 %.2, i64 0
  %reass.sub = sub i64 %.290.us.i, %.218807844.us.i
  %.291.us.i = add i64 %reass.sub, 1
  %.323.us.i = mul i64 %.291.us.i, %.318.reass.i
  %.325.us.i = getelementptr i64, ptr %.1, i64 %.323.us.i
  br i1 %or.cond.i7.i, label %B308.endif.us.i16.i.preheader, label %B178.endif.us.preheader.i8.i
B178.endif.us.preheader.i8.i:
  tail call void @llvm.memset.p0.i64(ptr align 1 %.6, i8 0, i64 %0, i1 false)
  br label %B308.endif.us.i16.i.preheader
B308.endif.us.i16.i.preheader:
  br label %B308.endif.us.i16.i
B308.endif.us.i16.i:
  %lsr.iv.i17.i = phi ptr [ %scevgep.i41.i, %B362.B306.loopexit_crit_edge.us.i39.i ], [ %.325.us.i, %B308.endif.us.i16.i.preheader ]
  %.569396402.us.i18.i = phi i64 [ %.576.us.i40.i, %B362.B306.loopexit_crit_edge.us.i39.i ], [ 0, %B308.endif.us.i16.i.preheader ]
  %.784.us.i19.i = add nsw i64 %.569396402.us.i18.i, %.85.i2.i
  %.811.us.i20.i = icmp slt i64 %.784.us.i19.i, 0
  %.812.us.i21.i = select i1 %.811.us.i20.i, i64 %.7, i64 0
  %.813.us.i22.i = add i64 %.812.us.i21.i, %.784.us.i19.i
  %.833.us.i23.i = mul i64 %.813.us.i22.i, %.8
  %39 = getelementptr i8, ptr %.6, i64 %.833.us.i23.i
  br label %B364.us.i24.i
B364.us.i24.i:
  %lsr.iv1.i25.i = phi ptr [ %lsr.iv.i17.i, %B308.endif.us.i16.i ], [ %scevgep2.i37.i, %B364.endif.endif.us.i30.i ]
  %.708390392.us.i26.i = phi i64 [ 0, %B308.endif.us.i16.i ], [ %.715.us.i31.i, %B364.endif.endif.us.i30.i ]
  br label %B56.i.i27.i
B56.i.i27.i:
  %.142124.i.i28.i = phi i64 [ %.149.i.i44.i, %B58.i.i43.i ], [ 0, %B364.us.i24.i ]
  %exitcond.not.i.not.not.not.not.not.i29.not.not.not.not.not.not.not.i.not.not.not.not.not = icmp ne i64 %.arg.bits.5.2.i.i14.i, %.142124.i.i28.i
  br i1 %exitcond.not.i.not.not.not.not.not.i29.not.not.not.not.not.not.not.i.not.not.not.not.not, label %B58.i.i43.i, label %B364.endif.endif.us.i30.i
B58.i.i43.i:
  %.149.i.i44.i = add nuw i64 %.142124.i.i28.i, 1
  %40 = shl i64 %.142124.i.i28.i, 3
  %scevgep3.i45.i = getelementptr i8, ptr %lsr.iv1.i25.i, i64 %40
  %.247.i.i46.i = load i64, ptr %scevgep3.i45.i, align 8
  %.251.not.i.i47.i = icmp eq i64 %.247.i.i46.i, 0
  br i1 %.251.not.i.i47.i, label %B56.i.i27.i, label %B364.endif.endif.us.i30.i
B364.endif.endif.us.i30.i:
  %.715.us.i31.i = add nuw nsw i64 %.708390392.us.i26.i, 1
  %.786.us.i32.i = add nsw i64 %.708390392.us.i26.i, %.121.i4.i
  %.814.us.i33.i = icmp slt i64 %.786.us.i32.i, 0
  %.815.us.i34.i = select i1 %.814.us.i33.i, i64 %.8, i64 0
  %41 = getelementptr i8, ptr %39, i64 %.786.us.i32.i
  %.837.us.i35.i = getelementptr i8, ptr %41, i64 %.815.us.i34.i
  %.839.us.i36.i = zext i1 %exitcond.not.i.not.not.not.not.not.i29.not.not.not.not.not.not.not.i.not.not.not.not.not to i8
  store i8 %.839.us.i36.i, ptr %.837.us.i35.i, align 1
  %scevgep2.i37.i = getelementptr i8, ptr %lsr.iv1.i25.i, i64 %.25
  %exitcond425.not.i38.i = icmp eq i64 %.4, %.715.us.i31.i
  br i1 %exitcond425.not.i38.i, label %B362.B306.loopexit_crit_edge.us.i39.i, label %B364.us.i24.i
B362.B306.loopexit_crit_edge.us.i39.i:
  %.576.us.i40.i = add nuw nsw i64 %.569396402.us.i18.i, 1
  %scevgep.i41.i = getelementptr i8, ptr %lsr.iv.i17.i, i64 %1
  %exitcond426.not.i42.i = icmp eq i64 %.576.us.i40.i, %arg.both.5.1.fr.i
  br i1 %exitcond426.not.i42.i, label %B40.endif.endif.us.i, label %B308.endif.us.i16.i
B40.endif.endif.us.i:
  %.430.us.i = icmp slt i64 %.218807844.us.i, 0
  %.431.us.i = select i1 %.430.us.i, i64 %.22, i64 0
  %42 = getelementptr i64, ptr %.21, i64 %.218807844.us.i
  %.445.us.i = getelementptr i64, ptr %42, i64 %.431.us.i
  store i64 0, ptr %.445.us.i, align 8
  %.922.us.i = select i1 %.430.us.i, i64 %.2, i64 0
  %.923.us.i = add i64 %.922.us.i, %.218807844.us.i
  %.964.us.i = mul i64 %.923.us.i, %.318.reass.i
  %43 = getelementptr i64, ptr %.1, i64 %.964.us.i
  br i1 %3, label %B160.B706_crit_edge.us.i, label %B162.endif.us.us.us.preheader.i
B162.endif.us.us.us.preheader.i:
  %44 = add i64 %.290.us.i, %lsr.iv180.i
  %45 = mul i64 %44, %arg.both.5.1.fr.i
  %sunkaddr.i = shl i64 %.431.us.i, 3
  %sunkaddr233.i = getelementptr i8, ptr %42, i64 %sunkaddr.i
  br label %B162.endif.us.us.us.i
B160.B706_crit_edge.us.i:
  %.us-phi761.us.i = phi i64 [ %n.7.0846.us.i, %B40.endif.endif.us.i ], [ %n.8.4.us.us.us.us.i, %B216.B160.loopexit_crit_edge.split.us.us.us.us.i ]
  %lsr.iv.next181.i = add i64 %lsr.iv180.i, -1
  %.212.us.i = icmp sgt i64 %.211805845.us.i, 1
  br i1 %.212.us.i, label %B40.us.i, label %v8
B162.endif.us.us.us.i:
  %n.6.1734.us.us.us.i = phi i64 [ %n.8.4.us.us.us.us.i, %B216.B160.loopexit_crit_edge.split.us.us.us.us.i ], [ %n.7.0846.us.i, %B162.endif.us.us.us.preheader.i ]
  %.552712732.us.us.us.i = phi i64 [ %.559.us.us.us.i, %B216.B160.loopexit_crit_edge.split.us.us.us.us.i ], [ 0, %B162.endif.us.us.us.preheader.i ]
  %.966.us.us.us.i = mul i64 %.552712732.us.us.us.i, %factor.op.mul.i
  %46 = getelementptr i64, ptr %43, i64 %.966.us.us.us.i
  %47 = getelementptr i64, ptr %.325.us.i, i64 %.966.us.us.us.i
  %48 = add i64 %.552712732.us.us.us.i, %45
  br label %B218.endif.us.us.us.us.i
B218.endif.us.us.us.us.i:
  %n.5.2687.us.us.us.us.i = phi i64 [ %n.6.1734.us.us.us.i, %B162.endif.us.us.us.i ], [ %n.8.4.us.us.us.us.i, %B272.B216.loopexit_crit_edge.us.us.us.us.i ]
  %.697673685.us.us.us.us.i = phi i64 [ 0, %B162.endif.us.us.us.i ], [ %.704.us.us.us.us.i, %B272.B216.loopexit_crit_edge.us.us.us.us.i ]
  %.968.us.us.us.us.i = mul i64 %.697673685.us.us.us.us.i, %.5
  %49 = getelementptr i64, ptr %46, i64 %.968.us.us.us.us.i
  %50 = getelementptr i64, ptr %47, i64 %.968.us.us.us.us.i
  br label %B274.us.us.us.us.i
B274.us.us.us.us.i:
  %lsr.iv176.i = phi i64 [ %lsr.iv.next177.i, %B711.us.us.us.us.i ], [ 2, %B218.endif.us.us.us.us.i ]
  %n.4.3666.us.us.us.us.i = phi i64 [ %n.8.4.us.us.us.us.i, %B711.us.us.us.us.i ], [ %n.5.2687.us.us.us.us.i, %B218.endif.us.us.us.us.i ]
  %.842652664.us.us.us.us.i = phi i64 [ %.849.us.us.us.us.i, %B711.us.us.us.us.i ], [ 0, %B218.endif.us.us.us.us.i ]
  %.849.us.us.us.us.i = add nuw nsw i64 %.842652664.us.us.us.us.i, 1
  %.972.us.us.us.us.i = getelementptr i64, ptr %49, i64 %.842652664.us.us.us.us.i
  %.973.us.us.us.us.i = load i64, ptr %.972.us.us.us.us.i, align 8
  %.1054.us.us.us.us.i = getelementptr i64, ptr %50, i64 %.842652664.us.us.us.us.i
  %.1055.us.us.us.us.i = load i64, ptr %.1054.us.us.us.us.i, align 8
  %.1060.us.us.us.us.i = and i64 %.1055.us.us.us.us.i, %.973.us.us.us.us.i
  %.1066.us.us.us.us.i = icmp eq i64 %.973.us.us.us.us.i, %.1060.us.us.us.us.i
  %51 = icmp eq i64 %.973.us.us.us.us.i, 0
  br i1 %.1066.us.us.us.us.i, label %B340.endif.us.us.us.us.i, label %B424.us.us.us.us.i
B424.us.us.us.us.i:
  br i1 %51, label %B711.us.us.us.us.i, label %B428.us.us.us.us.preheader.i
B428.us.us.us.us.preheader.i:
  %52 = icmp slt i64 %.849.us.us.us.us.i, %.5
  %53 = icmp ne i64 %.842652664.us.us.us.us.i, 0
  br label %B428.us.us.us.us.i
B428.us.us.us.us.i:
  %n.10.5.us.us.us.us.i = phi i64 [ %.1512.us.us.us.us.i, %B684.us.us.us.us.i ], [ %n.4.3666.us.us.us.us.i, %B428.us.us.us.us.preheader.i ]
  %todo.2.5.us.us.us.us.i = phi i64 [ %.1278.us.us.us.us.i, %B684.us.us.us.us.i ], [ %.973.us.us.us.us.i, %B428.us.us.us.us.preheader.i ]
  %.1271.us.us.us.us.i = tail call i64 @llvm.cttz.i64(i64 %todo.2.5.us.us.us.us.i, i1 true)
  %.1276.us.us.us.us.i = add i64 %todo.2.5.us.us.us.us.i, -1
  %.1278.us.us.us.us.i = and i64 %.1276.us.us.us.us.i, %todo.2.5.us.us.us.us.i
  %54 = shl nuw i64 1, %.1271.us.us.us.us.i
  %55 = and i64 %54, %.1060.us.us.us.us.i
  %.1288.not.us.us.us.us.i = icmp eq i64 %55, 0
  br i1 %.1288.not.us.us.us.us.i, label %B558.us.us.us.us.i, label %B546.us.us.us.us.i
B546.us.us.us.us.i:
  %.1306.us.us.us.us.i = icmp slt i64 %n.10.5.us.us.us.us.i, 0
  %.1307.us.us.us.us.i = select i1 %.1306.us.us.us.us.i, i64 %.20, i64 0
  %56 = getelementptr double, ptr %.19, i64 %n.10.5.us.us.us.us.i
  %.1321.us.us.us.us.i = getelementptr double, ptr %56, i64 %.1307.us.us.us.us.i
  store double 0.000000e+00, ptr %.1321.us.us.us.us.i, align 8
  br label %B684.us.us.us.us.i
B558.us.us.us.us.i:
  br i1 %4, label %B506.i.i, label %B258.lr.ph.i.i
B258.lr.ph.i.i:
  %.129.i.i.i = sub nuw nsw i64 64, %.1271.us.us.us.us.i
  %57 = sub nuw nsw i64 128, %.1271.us.us.us.us.i
  %.403.i.i.i = xor i64 %.1271.us.us.us.us.i, 63
  %.466.i.i.i = add nuw nsw i64 %.1271.us.us.us.us.i, 1
  %58 = add nuw nsw i64 %.1271.us.us.us.us.i, 65
  br label %B258.i.i
B258.i.i:
  %limit.2.0419.i.i = phi i64 [ %.199.i.i, %B258.lr.ph.i.i ], [ %limit.3.1.i.i, %B504.i.i ]
  %best.2.0418.i.i = phi double [ 0x7FF0000000000000, %B258.lr.ph.i.i ], [ %best.3.1.i.i, %B504.i.i ]
  %.297411416.i.i = phi i64 [ 0, %B258.lr.ph.i.i ], [ %.304.i.i, %B504.i.i ]
  %.304.i.i = add nuw nsw i64 %.297411416.i.i, 1
  %59 = getelementptr double, ptr %.12, i64 %.297411416.i.i
  %.362.i.i = load double, ptr %59, align 8
  %.364.i.i = fcmp ult double %.362.i.i, %best.2.0418.i.i
  br i1 %.364.i.i, label %B292.i.i, label %B558.endif.us.us.us.us.i
B292.i.i:
  %.476.i.i = mul i64 %.297411416.i.i, %.11
  %.480.i.i = getelementptr i64, ptr %.9, i64 %.476.i.i
  %.481.i.i = load i64, ptr %.480.i.i, align 8
  %.483.i.i = add nsw i64 %.481.i.i, %.552712732.us.us.us.i
  %.537.i.i = getelementptr i8, ptr %.480.i.i, i64 8
  %.538.i.i = load i64, ptr %.537.i.i, align 8
  %.540.i.i = add nsw i64 %.538.i.i, %.697673685.us.us.us.us.i
  %.549.i.i = add nsw i64 %.483.i.i, %.85.i2.i
  %.552.i.i = add nsw i64 %.540.i.i, %.121.i4.i
  %.577.i.i = icmp slt i64 %.549.i.i, 0
  %.578.i.i = select i1 %.577.i.i, i64 %.7, i64 0
  %.579.i.i = add i64 %.578.i.i, %.549.i.i
  %.580.i.i = icmp slt i64 %.552.i.i, 0
  %.581.i.i = select i1 %.580.i.i, i64 %.8, i64 0
  %.599.i.i = mul i64 %.579.i.i, %.8
  %60 = getelementptr i8, ptr %.6, i64 %.599.i.i
  %61 = getelementptr i8, ptr %60, i64 %.552.i.i
  %.603.i.i = getelementptr i8, ptr %61, i64 %.581.i.i
  %.604.i.i = load i8, ptr %.603.i.i, align 1
  %.607.not.i.i = icmp eq i8 %.604.i.i, 0
  br i1 %.607.not.i.i, label %B504.i.i, label %B376.i.i
B376.i.i:
  %.651.i.i = icmp slt i64 %.483.i.i, 0
  %.652.i.i = select i1 %.651.i.i, i64 %arg.both.5.1.fr.i, i64 0
  %.653.i.i = add i64 %.652.i.i, %.483.i.i
  %.654.i.i = icmp slt i64 %.540.i.i, 0
  %.655.i.i = select i1 %.654.i.i, i64 %.4, i64 0
  %.656.i.i = add i64 %.655.i.i, %.540.i.i
  %.680.i.i = mul i64 %.653.i.i, %factor.op.mul.i
  %.682.i.i = mul i64 %.656.i.i, %.5
  %62 = getelementptr i64, ptr %.325.us.i, i64 %.680.i.i
  %.684.i.i = getelementptr i64, ptr %62, i64 %.682.i.i
  %63 = getelementptr i64, ptr %.684.i.i, i64 %.842652664.us.us.us.us.i
  %.64.i.i.i = load i64, ptr %63, align 8
  %.66.i.i.i = lshr i64 %.64.i.i.i, %.1271.us.us.us.us.i
  %.71.not.i.i.i = icmp eq i64 %.66.i.i.i, 0
  br i1 %.71.not.i.i.i, label %B146.i.i.i, label %B86.i.i.i
B86.i.i.i:
  %.82.i.i.i = tail call i64 @llvm.cttz.i64(i64 %.66.i.i.i, i1 true)
  %.13.i.i.i.i = tail call i64 @llvm.smin.i64(i64 %.82.i.i.i, i64 %limit.2.0419.i.i)
  br label %B356.i.i.i
B146.i.i.i:
  %.169.i.i.i = icmp slt i64 %.129.i.i.i, %limit.2.0419.i.i
  %or.cond.i.i.i = select i1 %52, i1 %.169.i.i.i, i1 false
  br i1 %or.cond.i.i.i, label %B200.i.i.preheader.i, label %B356.i.i.i
B200.i.i.preheader.i:
  %64 = add i64 %.481.i.i, %48
  %reass.add.i = add i64 %64, %.652.i.i
  %65 = mul i64 %reass.add.i, %.4
  %reass.add1.i = add i64 %.656.i.i, %65
  %66 = mul i64 %reass.add1.i, %.25
  %scevgep182.i = getelementptr i8, ptr %.1, i64 %66
  br label %B200.i.i.i
B200.i.i.i:
  %lsr.iv178.i = phi i64 [ %lsr.iv176.i, %B200.i.i.preheader.i ], [ %lsr.iv.next179.i, %B292.i.i.i ]
  %lsr.iv7.i.i.i = phi i64 [ %57, %B200.i.i.preheader.i ], [ %lsr.iv.next8.i.i.i, %B292.i.i.i ]
  %limit.4.1.i.i.i = phi i64 [ %limit.2.0419.i.i, %B200.i.i.preheader.i ], [ %limit.5.2.i.i.i, %B292.i.i.i ]
  %67 = shl i64 %lsr.iv178.i, 3
  %scevgep183.i = getelementptr i8, ptr %scevgep182.i, i64 %67
  %scevgep184.i = getelementptr i8, ptr %scevgep183.i, i64 -8
  %.214.i.i.i = load i64, ptr %scevgep184.i, align 8
  %.215.not.i.i.i = icmp eq i64 %.214.i.i.i, 0
  br i1 %.215.not.i.i.i, label %B292.i.i.i, label %B216.i.i.i
B216.i.i.i:
  %.248.i.i.i = tail call i64 @llvm.cttz.i64(i64 %.214.i.i.i, i1 true)
  %68 = add i64 %lsr.iv7.i.i.i, -64
  %69 = add i64 %68, %.248.i.i.i
  %.13.i1.i.i.i = tail call i64 @llvm.smin.i64(i64 %69, i64 %limit.4.1.i.i.i)
  br label %B292.i.i.i
B292.i.i.i:
  %limit.5.2.i.i.i = phi i64 [ %limit.4.1.i.i.i, %B200.i.i.i ], [ %.13.i1.i.i.i, %B216.i.i.i ]
  %.312.i.i.i = icmp slt i64 %lsr.iv178.i, %.5
  %.330.i.i.i = icmp slt i64 %lsr.iv7.i.i.i, %limit.5.2.i.i.i
  %or.cond258.i.i.i = select i1 %.312.i.i.i, i1 %.330.i.i.i, i1 false
  %lsr.iv.next8.i.i.i = add i64 %lsr.iv7.i.i.i, 64
  %lsr.iv.next179.i = add nsw i64 %lsr.iv178.i, 1
  br i1 %or.cond258.i.i.i, label %B200.i.i.i, label %B356.i.i.i
B356.i.i.i:
  %limit.6.0.i.i.i = phi i64 [ %limit.2.0419.i.i, %B146.i.i.i ], [ %.13.i.i.i.i, %B86.i.i.i ], [ %limit.5.2.i.i.i, %B292.i.i.i ]
  %.404.i.i.i = shl i64 %.64.i.i.i, %.403.i.i.i
  %.409.not.i.i.i = icmp eq i64 %.404.i.i.i, 0
  br i1 %.409.not.i.i.i, label %B488.i.i.i, label %B424.endif.i.i.i
B488.i.i.i:
  %.501.i.i.i = icmp slt i64 %.466.i.i.i, %limit.6.0.i.i.i
  %or.cond259.i.i.i = select i1 %53, i1 %.501.i.i.i, i1 false
  br i1 %or.cond259.i.i.i, label %B532.i.preheader.i.i, label %B376.endif.i.i
B532.i.preheader.i.i:
  %70 = add i64 %.481.i.i, %48
  %reass.add4.i = add i64 %70, %.652.i.i
  %reass.mul5.i = mul i64 %reass.add4.i, %.4
  %reass.add3.i = add i64 %.656.i.i, %reass.mul5.i
  %71 = mul i64 %reass.add3.i, %.25
  %scevgep186.i = getelementptr i8, ptr %scevgep185.i, i64 %71
  br label %B532.i.i.i
B532.i.i.i:
  %lsr.iv.i.i.i = phi i64 [ %lsr.iv.next.i.i.i, %B630.i.i.i ], [ %58, %B532.i.preheader.i.i ]
  %limit.8.1.i.i.i = phi i64 [ %limit.9.2.i.i.i, %B630.i.i.i ], [ %limit.6.0.i.i.i, %B532.i.preheader.i.i ]
  %w.8.1.in.i.i.i = phi i64 [ %w.8.1.i.i.i, %B630.i.i.i ], [ %.842652664.us.us.us.us.i, %B532.i.preheader.i.i ]
  %sunkaddr.i.i.i = shl i64 %w.8.1.in.i.i.i, 3
  %scevgep187.i = getelementptr i8, ptr %scevgep186.i, i64 %sunkaddr.i.i.i
  %.546.i.i.i = load i64, ptr %scevgep187.i, align 8
  %.547.not.i.i.i = icmp eq i64 %.546.i.i.i, 0
  br i1 %.547.not.i.i.i, label %B630.i.i.i, label %B548.i.i.i
B548.i.i.i:
  %.582.i.i.i = tail call i64 @llvm.ctlz.i64(i64 %.546.i.i.i, i1 true)
  %72 = add i64 %lsr.iv.i.i.i, -64
  %73 = add i64 %72, %.582.i.i.i
  %.13.i3.i.i.i = tail call i64 @llvm.smin.i64(i64 %73, i64 %limit.8.1.i.i.i)
  br label %B630.i.i.i
B630.i.i.i:
  %limit.9.2.i.i.i = phi i64 [ %limit.8.1.i.i.i, %B532.i.i.i ], [ %.13.i3.i.i.i, %B548.i.i.i ]
  %.639.i.i.i = icmp ugt i64 %w.8.1.in.i.i.i, 1
  %.657.i.i.i = icmp slt i64 %lsr.iv.i.i.i, %limit.9.2.i.i.i
  %or.cond260.i.i.i = select i1 %.639.i.i.i, i1 %.657.i.i.i, i1 false
  %lsr.iv.next.i.i.i = add i64 %lsr.iv.i.i.i, 64
  %w.8.1.i.i.i = add nsw i64 %w.8.1.in.i.i.i, -1
  br i1 %or.cond260.i.i.i, label %B532.i.i.i, label %B376.endif.i.i
B424.endif.i.i.i:
  %.421.i.i.i = tail call i64 @llvm.ctlz.i64(i64 %.404.i.i.i, i1 true)
  %.13.i2.i.i.i = tail call i64 @llvm.smin.i64(i64 %.421.i.i.i, i64 %limit.6.0.i.i.i)
  br label %B376.endif.i.i
B438.i.i:
  %.796.i.i = sitofp i64 %storemerge.i.i.i to double
  %.797.i.i = fmul double %.15, %.796.i.i
  %.147.i.i.i = fmul double %.797.i.i, %.797.i.i
  %.824.i.i = fadd double %.362.i.i, %.147.i.i.i
  %.12.i.i.i = fcmp olt double %.824.i.i, %best.2.0418.i.i
  %.13.i.i.i = select i1 %.12.i.i.i, double %.824.i.i, double %best.2.0418.i.i
  br label %B504.i.i
B504.i.i:
  %best.3.1.i.i = phi double [ %best.2.0418.i.i, %B292.i.i ], [ %best.2.0418.i.i, %B376.endif.i.i ], [ %.13.i.i.i, %B438.i.i ]
  %limit.3.1.i.i = phi i64 [ %limit.2.0419.i.i, %B292.i.i ], [ %limit.2.0419.i.i, %B376.endif.i.i ], [ %storemerge.i.i.i, %B438.i.i ]
  %exitcond.not.i.i = icmp eq i64 %.304.i.i, %.13
  br i1 %exitcond.not.i.i, label %B506.i.i, label %B258.i.i
B506.i.i:
  %best.2.0.lcssa.i.i = phi double [ 0x7FF0000000000000, %B558.us.us.us.us.i ], [ %best.3.1.i.i, %B504.i.i ]
  %.926.i.i = fcmp ole double %best.2.0.lcssa.i.i, %.14
  %"$phi534.0.2.0.i.i" = select i1 %.926.i.i, double %best.2.0.lcssa.i.i, double -1.000000e+00
  br label %B558.endif.us.us.us.us.i
B376.endif.i.i:
  %storemerge.i.i.i = phi i64 [ %.13.i2.i.i.i, %B424.endif.i.i.i ], [ %limit.6.0.i.i.i, %B488.i.i.i ], [ %limit.9.2.i.i.i, %B630.i.i.i ]
  %.754.i.i = icmp slt i64 %storemerge.i.i.i, %limit.2.0419.i.i
  br i1 %.754.i.i, label %B438.i.i, label %B504.i.i
B558.endif.us.us.us.us.i:
  %storemerge.i.i = phi double [ %"$phi534.0.2.0.i.i", %B506.i.i ], [ %best.2.0418.i.i, %B258.i.i ]
  %.1393.us.us.us.us.i = icmp slt i64 %n.10.5.us.us.us.us.i, 0
  %.1394.us.us.us.us.i = select i1 %.1393.us.us.us.us.i, i64 %.20, i64 0
  %74 = getelementptr double, ptr %.19, i64 %n.10.5.us.us.us.us.i
  %.1408.us.us.us.us.i = getelementptr double, ptr %74, i64 %.1394.us.us.us.us.i
  store double %storemerge.i.i, ptr %.1408.us.us.us.us.i, align 8
  %.1440.us.us.us.us.i = load i64, ptr %sunkaddr233.i, align 8
  %.1472.us.us.us.us.i = fcmp oeq double %storemerge.i.i, -1.000000e+00
  %.1474.us.us.us.us.i = zext i1 %.1472.us.us.us.us.i to i64
  %.1475.us.us.us.us.i = add nsw i64 %.1440.us.us.us.us.i, %.1474.us.us.us.us.i
  store i64 %.1475.us.us.us.us.i, ptr %sunkaddr233.i, align 8
  br label %B684.us.us.us.us.i
B684.us.us.us.us.i:
  %.1512.us.us.us.us.i = add nsw i64 %n.10.5.us.us.us.us.i, 1
  %.1518.not.us.us.us.us.i = icmp eq i64 %.1278.us.us.us.us.i, 0
  br i1 %.1518.not.us.us.us.us.i, label %B711.us.us.us.us.i, label %B428.us.us.us.us.i
B340.endif.us.us.us.us.i:
  br i1 %51, label %B711.us.us.us.us.i, label %B398.us.us.us.us.preheader.i
B398.us.us.us.us.preheader.i:
  %.1079.us.us.us.us.i = tail call i64 @llvm.ctpop.i64(i64 %.973.us.us.us.us.i)
  %xtraiter158.i = and i64 %.1079.us.us.us.us.i, 3
  %lcmp.mod159.not.i = icmp eq i64 %xtraiter158.i, 0
  br i1 %lcmp.mod159.not.i, label %B398.us.us.us.us.prol.loopexit.i, label %B398.us.us.us.us.prol.preheader.i
B398.us.us.us.us.prol.preheader.i:
  %75 = shl i64 %n.4.3666.us.us.us.us.i, 3
  %scevgep188.i = getelementptr i8, ptr %.19, i64 %75
  br label %B398.us.us.us.us.prol.i
B398.us.us.us.us.prol.i:
  %prol.iter160.i = phi i64 [ %prol.iter160.next.i, %B398.us.us.us.us.prol.i ], [ 0, %B398.us.us.us.us.prol.preheader.i ]
  %76 = add i64 %prol.iter160.i, %n.4.3666.us.us.us.us.i
  %.1213.us.us.us.us.prol.i = icmp slt i64 %76, 0
  %77 = select i1 %.1213.us.us.us.us.prol.i, i64 %5, i64 0
  %scevgep189.i = getelementptr i8, ptr %scevgep188.i, i64 %77
  %78 = shl nuw nsw i64 %prol.iter160.i, 3
  %scevgep190.i = getelementptr i8, ptr %scevgep189.i, i64 %78
  store double 0.000000e+00, ptr %scevgep190.i, align 8
  %prol.iter160.next.i = add nuw nsw i64 %prol.iter160.i, 1
  %prol.iter160.cmp.not.i = icmp eq i64 %xtraiter158.i, %prol.iter160.next.i
  br i1 %prol.iter160.cmp.not.i, label %B398.us.us.us.us.prol.loopexit.loopexit.i, label %B398.us.us.us.us.prol.i
B398.us.us.us.us.prol.loopexit.loopexit.i:
  %79 = add i64 %xtraiter158.i, %n.4.3666.us.us.us.us.i
  %80 = and i64 %.1079.us.us.us.us.i, 124
  br label %B398.us.us.us.us.prol.loopexit.i
B398.us.us.us.us.prol.loopexit.i:
  %n.3.4648.us.us.us.us.unr.i = phi i64 [ %n.4.3666.us.us.us.us.i, %B398.us.us.us.us.preheader.i ], [ %79, %B398.us.us.us.us.prol.loopexit.loopexit.i ]
  %.1160643647.us.us.us.us.unr.i = phi i64 [ %.1079.us.us.us.us.i, %B398.us.us.us.us.preheader.i ], [ %80, %B398.us.us.us.us.prol.loopexit.loopexit.i ]
  %.1231.us.us.us.us.lcssa.unr.i = phi i64 [ poison, %B398.us.us.us.us.preheader.i ], [ %79, %B398.us.us.us.us.prol.loopexit.loopexit.i ]
  %81 = icmp ult i64 %.1079.us.us.us.us.i, 4
  br i1 %81, label %B711.us.us.us.us.i, label %B398.us.us.us.us.preheader163.i
B398.us.us.us.us.preheader163.i:
  %82 = add nuw nsw i64 %.1160643647.us.us.us.us.unr.i, 4
  br label %B398.us.us.us.us.i
B711.us.us.us.us.i:
  %n.8.4.us.us.us.us.i = phi i64 [ %n.4.3666.us.us.us.us.i, %B424.us.us.us.us.i ], [ %n.4.3666.us.us.us.us.i, %B340.endif.us.us.us.us.i ], [ %.1231.us.us.us.us.3.i, %B398.us.us.us.us.i ], [ %.1231.us.us.us.us.lcssa.unr.i, %B398.us.us.us.us.prol.loopexit.i ], [ %.1512.us.us.us.us.i, %B684.us.us.us.us.i ]
  %lsr.iv.next177.i = add nuw i64 %lsr.iv176.i, 1
  %exitcond.not.i = icmp eq i64 %.5, %.849.us.us.us.us.i
  br i1 %exitcond.not.i, label %B272.B216.loopexit_crit_edge.us.us.us.us.i, label %B274.us.us.us.us.i
B398.us.us.us.us.i:
  %lsr.iv202.i = phi i64 [ %82, %B398.us.us.us.us.preheader163.i ], [ %lsr.iv.next203.i, %B398.us.us.us.us.i ]
  %n.3.4648.us.us.us.us.i = phi i64 [ %n.3.4648.us.us.us.us.unr.i, %B398.us.us.us.us.preheader163.i ], [ %.1231.us.us.us.us.3.i, %B398.us.us.us.us.i ]
  %.1213.us.us.us.us.i = icmp slt i64 %n.3.4648.us.us.us.us.i, 0
  %83 = select i1 %.1213.us.us.us.us.i, i64 %5, i64 0
  %scevgep200.i = getelementptr i8, ptr %.19, i64 %83
  %84 = shl i64 %n.3.4648.us.us.us.us.i, 3
  %scevgep201.i = getelementptr i8, ptr %scevgep200.i, i64 %84
  store double 0.000000e+00, ptr %scevgep201.i, align 8
  %.1213.us.us.us.us.1.i = icmp slt i64 %n.3.4648.us.us.us.us.i, -1
  %85 = select i1 %.1213.us.us.us.us.1.i, i64 %5, i64 0
  %scevgep197.i = getelementptr i8, ptr %.19, i64 %85
  %scevgep198.i = getelementptr i8, ptr %scevgep197.i, i64 %84
  %scevgep199.i = getelementptr i8, ptr %scevgep198.i, i64 8
  store double 0.000000e+00, ptr %scevgep199.i, align 8
  %.1213.us.us.us.us.2.i = icmp slt i64 %n.3.4648.us.us.us.us.i, -2
  %86 = select i1 %.1213.us.us.us.us.2.i, i64 %5, i64 0
  %scevgep194.i = getelementptr i8, ptr %.19, i64 %86
  %scevgep195.i = getelementptr i8, ptr %scevgep194.i, i64 %84
  %scevgep196.i = getelementptr i8, ptr %scevgep195.i, i64 16
  store double 0.000000e+00, ptr %scevgep196.i, align 8
  %.1213.us.us.us.us.3.i = icmp slt i64 %n.3.4648.us.us.us.us.i, -3
  %87 = select i1 %.1213.us.us.us.us.3.i, i64 %5, i64 0
  %scevgep191.i = getelementptr i8, ptr %.19, i64 %87
  %scevgep192.i = getelementptr i8, ptr %scevgep191.i, i64 %84
  %scevgep193.i = getelementptr i8, ptr %scevgep192.i, i64 24
  store double 0.000000e+00, ptr %scevgep193.i, align 8
  %.1231.us.us.us.us.3.i = add i64 %n.3.4648.us.us.us.us.i, 4
  %lsr.iv.next203.i = add nsw i64 %lsr.iv202.i, -4
  %.1161.us.us.us.us.3.i = icmp ugt i64 %lsr.iv202.i, 8
  br i1 %.1161.us.us.us.us.3.i, label %B398.us.us.us.us.i, label %B711.us.us.us.us.i
B272.B216.loopexit_crit_edge.us.us.us.us.i:
  %.704.us.us.us.us.i = add nuw nsw i64 %.697673685.us.us.us.us.i, 1
  %exitcond969.not.i = icmp eq i64 %.4, %.704.us.us.us.us.i
  br i1 %exitcond969.not.i, label %B216.B160.loopexit_crit_edge.split.us.us.us.us.i, label %B218.endif.us.us.us.us.i
B216.B160.loopexit_crit_edge.split.us.us.us.us.i:
  %.559.us.us.us.i = add nuw nsw i64 %.552712732.us.us.us.i, 1
  %exitcond970.not.i = icmp eq i64 %arg.both.5.1.fr.i, %.559.us.us.us.i
  br i1 %exitcond970.not.i, label %B160.B706_crit_edge.us.i, label %B162.endif.us.us.us.i
B40.i:
  %lsr.iv227.in.i = phi i64 [ %.218807844.in.unr.i, %B40.preheader169.i ], [ %lsr.iv227.i, %B40.i ]
  %lsr.iv224.i = phi i64 [ %29, %B40.preheader169.i ], [ %lsr.iv.next225.i, %B40.i ]
  %lsr.iv227.i = add i64 %lsr.iv227.in.i, 2
  %88 = add i64 %lsr.iv227.in.i, 1
  %.430.i = icmp slt i64 %88, 0
  %89 = select i1 %.430.i, i64 %30, i64 0
  %scevgep230.i = getelementptr i8, ptr %.21, i64 %89
  %90 = shl i64 %lsr.iv227.i, 3
  %scevgep231.i = getelementptr i8, ptr %scevgep230.i, i64 %90
  %scevgep232.i = getelementptr i8, ptr %scevgep231.i, i64 -8
  store i64 0, ptr %scevgep232.i, align 8
  tail call void @llvm.memset.p0.i64(ptr align 1 %.6, i8 0, i64 %22, i1 false)
  %.430.1.i = icmp slt i64 %lsr.iv227.i, 0
  %91 = select i1 %.430.1.i, i64 %30, i64 0
  %scevgep226.i = getelementptr i8, ptr %.21, i64 %91
  %scevgep229.i = getelementptr i8, ptr %scevgep226.i, i64 %90
  store i64 0, ptr %scevgep229.i, align 8
  %lsr.iv.next225.i = add i64 %lsr.iv224.i, -2
  %.212.1.i = icmp ugt i64 %lsr.iv.next225.i, 3
  br i1 %.212.1.i, label %B40.i, label %v8
v8:
  %n.7.0.lcssa.i = phi i64 [ %.18, %.24 ], [ %.18, %B40.endif.endif.peel.i ], [ %.18, %B40.us.us.us.i ], [ %.18, %B40.endif.endif.peel.thread.i ], [ %.18, %B40.us114.prol.loopexit.i ], [ %.18, %B40.prol.loopexit.i ], [ %.18, %B40.us114.i ], [ %.18, %B40.us.us.i ], [ %.us-phi761.us.i, %B160.B706_crit_edge.us.i ], [ %.18, %B40.i ]
  ret i64 %n.7.0.lcssa.i
}
declare i64 @llvm.umin.i64(i64, i64)
declare double @llvm.sqrt.f64(double)
define i64 @segeval_settle(ptr readonly %.1, i64 %.2, i64 %.3, i64 %.4, i64 %.5, i64 %.6, ptr readonly %.7, i64 %.8, i64 %.9, ptr %.10, i64 %.11, ptr %.12, i64 %.13, double %.14, double %.15, double %.16, ptr %.17, i64 %.18) local_unnamed_addr {
.20:
  %.133.i = icmp slt i64 %.6, 0
  %.134.i = select i1 %.133.i, i64 %.2, i64 0
  %.135.i = add i64 %.134.i, %.6
  %.162.i = mul i64 %.5, %.4
  %.163.i = mul i64 %.162.i, %.3
  %.167.i = mul i64 %.135.i, %.163.i
  %.169.i = getelementptr i64, ptr %.1, i64 %.167.i
  %.241.i = icmp sgt i64 %.6, 1
  %.242.i = select i1 %.241.i, i64 %.2, i64 0
  %reass.sub = sub i64 %.242.i, %.6
  %.243.i = add i64 %reass.sub, 1
  %.275.i = mul i64 %.243.i, %.163.i
  %.277.i = getelementptr i64, ptr %.1, i64 %.275.i
  %.468902.not.i = icmp slt i64 %.3, 1
  %.614777.not.i = icmp slt i64 %.4, 1
  %or.cond.i = select i1 %.468902.not.i, i1 true, i1 %.614777.not.i
  %.760740.not.i = icmp slt i64 %.5, 1
  %or.cond1173.i = select i1 %or.cond.i, i1 true, i1 %.760740.not.i
  br i1 %or.cond1173.i, label %v9, label %B102.endif.us.us.preheader.i
B102.endif.us.us.preheader.i:
  %scevgep.i.i = getelementptr i8, ptr %.7, i64 40
  %0 = shl i64 %.9, 3
  %1 = shl i64 %.18, 3
  %2 = icmp slt i64 %.8, 1
  %3 = icmp slt i64 %.11, 1
  br label %B102.endif.us.us.i
B102.endif.us.us.i:
  %n.5.0909.us.us.i = phi i64 [ %n.6.3.us.us.us.i, %B158.B100.loopexit_crit_edge.split.us.us.us.i ], [ 0, %B102.endif.us.us.preheader.i ]
  %.474871907.us.us.i = phi i64 [ %.481.us.us.i, %B158.B100.loopexit_crit_edge.split.us.us.us.i ], [ 0, %B102.endif.us.us.preheader.i ]
  %.872.us.us.i = mul i64 %.474871907.us.us.i, %.162.i
  %4 = getelementptr i64, ptr %.169.i, i64 %.872.us.us.i
  br label %B160.endif.us.us.us.i
B160.endif.us.us.us.i:
  %lsr.iv47.i = phi i64 [ %lsr.iv.next48.i, %B216.B158.loopexit_crit_edge.us.us.us.i ], [ 0, %B102.endif.us.us.i ]
  %n.4.1782.us.us.us.i = phi i64 [ %n.6.3.us.us.us.i, %B216.B158.loopexit_crit_edge.us.us.us.i ], [ %n.5.0909.us.us.i, %B102.endif.us.us.i ]
  %.620754780.us.us.us.i = phi i64 [ %.627.us.us.us.i, %B216.B158.loopexit_crit_edge.us.us.us.i ], [ 0, %B102.endif.us.us.i ]
  %.874.us.us.us.i = mul i64 %.620754780.us.us.us.i, %.5
  %5 = getelementptr i64, ptr %4, i64 %.874.us.us.us.i
  br label %B218.us.us.us.i
B218.us.us.us.i:
  %n.3.2745.us.us.us.i = phi i64 [ %n.4.1782.us.us.us.i, %B160.endif.us.us.us.i ], [ %n.6.3.us.us.us.i, %B965.us.us.us.i ]
  %.766724743.us.us.us.i = phi i64 [ 0, %B160.endif.us.us.us.i ], [ %.773.us.us.us.i, %B965.us.us.us.i ]
  %.773.us.us.us.i = add nuw nsw i64 %.766724743.us.us.us.i, 1
  %6 = getelementptr i64, ptr %5, i64 %.766724743.us.us.us.i
  %.879.us.us.us.i = load i64, ptr %6, align 8
  %.896.not.us.us.us.i = icmp eq i64 %.879.us.us.us.i, 0
  br i1 %.896.not.us.us.us.i, label %B965.us.us.us.i, label %B276.us.us.us.i
B276.us.us.us.i:
  %.934.us.us.us.i = icmp slt i64 %n.3.2745.us.us.us.i, 0
  %.935.us.us.us.i = select i1 %.934.us.us.us.i, i64 %.18, i64 0
  %7 = getelementptr double, ptr %.17, i64 %n.3.2745.us.us.us.i
  %.949.us.us.us.i = getelementptr double, ptr %7, i64 %.935.us.us.us.i
  %.950.us.us.us.i = load double, ptr %.949.us.us.us.i, align 8
  %.953.us.us.us.i = fcmp une double %.950.us.us.us.i, -1.000000e+00
  br i1 %.953.us.us.us.i, label %B310.us.us.us.i, label %B400.us.us.us.i
B310.us.us.us.i:
  %lsr.iv.in.i = phi i64 [ %lsr.iv.i, %B360.us.us.us.i ], [ %n.3.2745.us.us.us.i, %B276.us.us.us.i ]
  %todo.3.4.us.us.us.i = phi i64 [ %.961.us.us.us.i, %B360.us.us.us.i ], [ %.879.us.us.us.i, %B276.us.us.us.i ]
  %lsr.iv.i = add i64 %lsr.iv.in.i, 1
  %.959.us.us.us.i = add i64 %todo.3.4.us.us.us.i, -1
  %.961.us.us.us.i = and i64 %.959.us.us.us.i, %todo.3.4.us.us.us.i
  %.988.not.us.us.us.i = icmp eq i64 %.961.us.us.us.i, 0
  br i1 %.988.not.us.us.us.i, label %B965.us.us.us.i, label %B360.us.us.us.i
B360.us.us.us.i:
  %.1023.us.us.us.i = icmp slt i64 %lsr.iv.in.i, -1
  %8 = select i1 %.1023.us.us.us.i, i64 %1, i64 0
  %scevgep.i = getelementptr i8, ptr %.17, i64 %8
  %9 = shl i64 %lsr.iv.i, 3
  %scevgep45.i = getelementptr i8, ptr %scevgep.i, i64 %9
  %.1039.us.us.us.i = load double, ptr %scevgep45.i, align 8
  %.1042.us.us.us.i = fcmp une double %.1039.us.us.us.i, -1.000000e+00
  br i1 %.1042.us.us.us.i, label %B310.us.us.us.i, label %B400.us.us.us.i
B400.us.us.us.i:
  %n.8.3.ph.us.us.us.i = phi i64 [ %n.3.2745.us.us.us.i, %B276.us.us.us.i ], [ %lsr.iv.i, %B360.us.us.us.i ]
  %todo.4.3.ph.us.us.us.i = phi i64 [ %.879.us.us.us.i, %B276.us.us.us.i ], [ %.961.us.us.us.i, %B360.us.us.us.i ]
  %.1096.us.us.us.i = shl nsw i64 %.766724743.us.us.us.i, 6
  %.1098.us.us.us.i = tail call i64 @llvm.cttz.i64(i64 %todo.4.3.ph.us.us.us.i, i1 true)
  %.1099.us.us.us.i = or i64 %.1098.us.us.us.i, %.1096.us.us.us.i
  %.1103.us.us.us.i = tail call i64 @llvm.ctlz.i64(i64 %todo.4.3.ph.us.us.us.i, i1 true)
  %10 = or i64 %.1103.us.us.us.i, %.1096.us.us.us.i
  %.1105.us.us.us.i = xor i64 %10, 63
  br i1 %2, label %B168.i.i, label %B62.endif.i.i
B168.loopexit.i.i:
  %11 = mul i64 %nearest.3.1.i.i, %.9
  br label %B168.i.i
B168.i.i:
  %nearest.2.0.lcssa.i.i = phi i64 [ 0, %B400.us.us.us.i ], [ %11, %B168.loopexit.i.i ]
  %.501.i.i = getelementptr i64, ptr %.7, i64 %nearest.2.0.lcssa.i.i
  %.94.i.i.i = getelementptr i8, ptr %.501.i.i, i64 32
  %.95.i.i.i = load i64, ptr %.94.i.i.i, align 8
  %.101.i.i.i = and i64 %.95.i.i.i, -64
  %.103.i.i.i = sub nsw i64 %.1099.us.us.us.i, %.101.i.i.i
  %.13.i.i.i.i = tail call i64 @llvm.smax.i64(i64 %.103.i.i.i, i64 0)
  %12 = tail call i64 @llvm.umin.i64(i64 %.13.i.i.i.i, i64 63)
  %.194.i.i.i = load i64, ptr %.501.i.i, align 8
  %.223.i.i.i = getelementptr i8, ptr %.501.i.i, i64 8
  %.224.i.i.i = load i64, ptr %.223.i.i.i, align 8
  %reass.sub.i.i.i = sub i64 %.224.i.i.i, %.194.i.i.i
  %.306269292.i.i.i = icmp ult i64 %reass.sub.i.i.i, 9223372036854775807
  br i1 %.306269292.i.i.i, label %B164.endif.lr.ph.i.i.i, label %B400.endif.us.us.us.i
B164.endif.lr.ph.i.i.i:
  %.96.i.i.i = ashr i64 %.95.i.i.i, 6
  %invariant.gep254.i.i.i = getelementptr i64, ptr %.277.i, i64 %.96.i.i.i
  %.575.i.i.i = icmp slt i64 %.96.i.i.i, 0
  %.576.i.i.i = select i1 %.575.i.i.i, i64 %.5, i64 0
  %invariant.gep.i.i.i = getelementptr i64, ptr %invariant.gep254.i.i.i, i64 %.576.i.i.i
  %.633.i.i.i = xor i64 %12, 63
  %.653.i.i.i = sub i64 %.101.i.i.i, %.1099.us.us.us.i
  %.658.i.i.i = add i64 %.653.i.i.i, %12
  %sunkaddr.i.i = shl i64 %nearest.2.0.lcssa.i.i, 3
  %sunkaddr9.i.i = getelementptr i8, ptr %.7, i64 %sunkaddr.i.i
  %sunkaddr10.i.i = getelementptr i8, ptr %sunkaddr9.i.i, i64 16
  %.382.i.i.i = load i64, ptr %sunkaddr10.i.i, align 8
  %sunkaddr13.i.i = getelementptr i8, ptr %sunkaddr9.i.i, i64 24
  %.412.i.i.i = load i64, ptr %sunkaddr13.i.i, align 8
  %reass.sub280.i.i.i = sub i64 %.412.i.i.i, %.382.i.i.i
  %.493246293.i.i.i = icmp ult i64 %reass.sub280.i.i.i, 9223372036854775807
  br i1 %.493246293.i.i.i, label %B164.endif.us.preheader.i.i.i, label %B400.endif.us.us.us.i
B164.endif.us.preheader.i.i.i:
  %.262.i.i.i = add nuw nsw i64 %reass.sub.i.i.i, 1
  %13 = add nuw i64 %reass.sub280.i.i.i, 2
  %invariant.op = or i64 %.101.i.i.i, %12
  %reass.sub6 = sub i64 %invariant.op, %.1099.us.us.us.i
  %.686.reass.reass.i.reass.i.reass.reass.i.reass = add i64 %reass.sub6, -63
  br label %B164.endif.us.i.i.i
B164.endif.us.i.i.i:
  %best.4.0272.us.i.i.i = phi double [ %best.3.2.us.i.i.i, %B162.loopexit.loopexit.us.i.i.i ], [ 0x7FF0000000000000, %B164.endif.us.preheader.i.i.i ]
  %.305255271.us.i.i.i = phi i64 [ %.315.us.i.i.i, %B162.loopexit.loopexit.us.i.i.i ], [ %.262.i.i.i, %B164.endif.us.preheader.i.i.i ]
  %.312258270.us.i.i.i = phi i64 [ %.319.us.i.i.i, %B162.loopexit.loopexit.us.i.i.i ], [ %.194.i.i.i, %B164.endif.us.preheader.i.i.i ]
  %.569.us.i.i.i = icmp slt i64 %.312258270.us.i.i.i, 0
  %.570.us.i.i.i = select i1 %.569.us.i.i.i, i64 %.3, i64 0
  %.571.us.i.i.i = add i64 %.570.us.i.i.i, %.312258270.us.i.i.i
  %.601.us.i.i.i = mul i64 %.571.us.i.i.i, %.162.i
  %gep278.us.i.i.i = getelementptr i64, ptr %invariant.gep.i.i.i, i64 %.601.us.i.i.i
  %.733.us.i.i.i = sub nsw i64 %.312258270.us.i.i.i, %.474871907.us.us.i
  %.735.us.i.i.i = sitofp i64 %.733.us.i.i.i to double
  %.736.us.i.i.i = fmul double %.14, %.735.us.i.i.i
  %.7.i.us.i.i.i = fmul double %.736.us.i.i.i, %.736.us.i.i.i
  br label %B230.us.i.i.i
B230.us.i.i.i:
  %lsr.iv.i.i.i = phi i64 [ %lsr.iv.next.i.i.i, %B699.us.i.i.i ], [ %13, %B164.endif.us.i.i.i ]
  %best.2.1249.us.i.i.i = phi double [ %best.3.2.us.i.i.i, %B699.us.i.i.i ], [ %best.4.0272.us.i.i.i, %B164.endif.us.i.i.i ]
  %.499243247.us.i.i.i = phi i64 [ %.506.us.i.i.i, %B699.us.i.i.i ], [ %.382.i.i.i, %B164.endif.us.i.i.i ]
  %.572.us.i.i.i = icmp slt i64 %.499243247.us.i.i.i, 0
  %.573.us.i.i.i = select i1 %.572.us.i.i.i, i64 %.4, i64 0
  %.574.us.i.i.i = add i64 %.573.us.i.i.i, %.499243247.us.i.i.i
  %.603.us.i.i.i = mul i64 %.574.us.i.i.i, %.5
  %gep253.us.i.i.i = getelementptr i64, ptr %gep278.us.i.i.i, i64 %.603.us.i.i.i
  %.608.us.i.i.i = load i64, ptr %gep253.us.i.i.i, align 8
  %.616.not.us.i.i.i = icmp eq i64 %.608.us.i.i.i, 0
  br i1 %.616.not.us.i.i.i, label %B699.us.i.i.i, label %B260.us.i.i.i
B260.us.i.i.i:
  %.631.us.i.i.i = lshr i64 %.608.us.i.i.i, %12
  %.635.us.i.i.i = shl i64 %.608.us.i.i.i, %.633.i.i.i
  %.648.not.us.i.i.i = icmp eq i64 %.631.us.i.i.i, 0
  br i1 %.648.not.us.i.i.i, label %B482.us.i.i.i, label %B402.us.i.i.i
B402.us.i.i.i:
  %.655.us.i.i.i = tail call i64 @llvm.cttz.i64(i64 %.631.us.i.i.i, i1 true)
  %.660.us.i.i.i = add i64 %.658.i.i.i, %.655.us.i.i.i
  %.663.us.i.i.i = tail call i64 @llvm.abs.i64(i64 %.660.us.i.i.i, i1 false)
  br label %B482.us.i.i.i
B482.us.i.i.i:
  %dx.3.3.us.i.i.i = phi i64 [ %.663.us.i.i.i, %B402.us.i.i.i ], [ 1099511627776, %B260.us.i.i.i ]
  %.674.not.us.i.i.i = icmp eq i64 %.635.us.i.i.i, 0
  br i1 %.674.not.us.i.i.i, label %B600.endif.us.i.i.i, label %B486.us.i.i.i
B486.us.i.i.i:
  %.682.us.i.i.i = tail call i64 @llvm.ctlz.i64(i64 %.635.us.i.i.i, i1 true)
  %.683.us.i.i.i = xor i64 %.682.us.i.i.i, 63
  %.688.us.i.i.i = add i64 %.686.reass.reass.i.reass.i.reass.reass.i.reass, %.683.us.i.i.i
  %.691.us.i.i.i = tail call i64 @llvm.abs.i64(i64 %.688.us.i.i.i, i1 false)
  %.13.i1.us.i.i.i = tail call i64 @llvm.smin.i64(i64 %.691.us.i.i.i, i64 %dx.3.3.us.i.i.i)
  br label %B600.endif.us.i.i.i
B600.endif.us.i.i.i:
  %dx.4.3.us.i.i.i = phi i64 [ %dx.3.3.us.i.i.i, %B482.us.i.i.i ], [ %.13.i1.us.i.i.i, %B486.us.i.i.i ]
  %14 = add i64 %.499243247.us.i.i.i, %lsr.iv47.i
  %.743.us.i.i.i = sitofp i64 %14 to double
  %.744.us.i.i.i = fmul double %.15, %.743.us.i.i.i
  %.747.us.i.i.i = sitofp i64 %dx.4.3.us.i.i.i to double
  %.748.us.i.i.i = fmul double %.16, %.747.us.i.i.i
  %.8.i.us.i.i.i = fmul double %.744.us.i.i.i, %.744.us.i.i.i
  %.9.i.us.i.i.i = fadd double %.7.i.us.i.i.i, %.8.i.us.i.i.i
  %.10.i.us.i.i.i = fmul double %.748.us.i.i.i, %.748.us.i.i.i
  %.11.i.us.i.i.i = fadd double %.9.i.us.i.i.i, %.10.i.us.i.i.i
  %.12.i.us.i.i.i = fcmp olt double %.11.i.us.i.i.i, %best.2.1249.us.i.i.i
  %.13.i3.us.i.i.i = select i1 %.12.i.us.i.i.i, double %.11.i.us.i.i.i, double %best.2.1249.us.i.i.i
  br label %B699.us.i.i.i
B699.us.i.i.i:
  %best.3.2.us.i.i.i = phi double [ %best.2.1249.us.i.i.i, %B230.us.i.i.i ], [ %.13.i3.us.i.i.i, %B600.endif.us.i.i.i ]
  %lsr.iv.next.i.i.i = add i64 %lsr.iv.i.i.i, -1
  %.506.us.i.i.i = add i64 %.499243247.us.i.i.i, 1
  %.493.us.i.i.i = icmp ugt i64 %lsr.iv.next.i.i.i, 1
  br i1 %.493.us.i.i.i, label %B230.us.i.i.i, label %B162.loopexit.loopexit.us.i.i.i
B162.loopexit.loopexit.us.i.i.i:
  %.315.us.i.i.i = add nsw i64 %.305255271.us.i.i.i, -1
  %.319.us.i.i.i = add i64 %.312258270.us.i.i.i, 1
  %.306.us.i.i.i = icmp sgt i64 %.305255271.us.i.i.i, 1
  br i1 %.306.us.i.i.i, label %B164.endif.us.i.i.i, label %B400.endif.us.us.us.i
B62.endif.i.i:
  %lsr.iv.i.i = phi ptr [ %scevgep2.i.i, %B62.endif.i.i ], [ %scevgep.i.i, %B400.us.us.us.i ]
  %nearest.2.0209.i.i = phi i64 [ %nearest.3.1.i.i, %B62.endif.i.i ], [ 0, %B400.us.us.us.i ]
  %.190205207.i.i = phi i64 [ %.197.i.i, %B62.endif.i.i ], [ 0, %B400.us.us.us.i ]
  %scevgep7.i.i = getelementptr i8, ptr %lsr.iv.i.i, i64 -40
  %.52.i.i.i = load i64, ptr %scevgep7.i.i, align 8
  %.53.i.i.i = sub nsw i64 %.52.i.i.i, %.474871907.us.us.i
  %scevgep6.i.i = getelementptr i8, ptr %lsr.iv.i.i, i64 -32
  %.82.i.i.i = load i64, ptr %scevgep6.i.i, align 8
  %.83.i.i.i = sub nsw i64 %.474871907.us.us.i, %.82.i.i.i
  %.17.i.i.i.i = tail call i64 @llvm.smax.i64(i64 %.83.i.i.i, i64 %.53.i.i.i)
  %.19.i.i.i.i = tail call i64 @llvm.smax.i64(i64 %.17.i.i.i.i, i64 0)
  %.116.i.i.i = uitofp i64 %.19.i.i.i.i to double
  %.117.i.i.i = fmul double %.14, %.116.i.i.i
  %scevgep5.i.i = getelementptr i8, ptr %lsr.iv.i.i, i64 -24
  %.146.i.i.i = load i64, ptr %scevgep5.i.i, align 8
  %.147.i.i.i = sub nsw i64 %.146.i.i.i, %.620754780.us.us.us.i
  %scevgep4.i.i = getelementptr i8, ptr %lsr.iv.i.i, i64 -16
  %.176.i.i.i = load i64, ptr %scevgep4.i.i, align 8
  %.177.i.i.i = sub nsw i64 %.620754780.us.us.us.i, %.176.i.i.i
  %.17.i1.i.i.i = tail call i64 @llvm.smax.i64(i64 %.177.i.i.i, i64 %.147.i.i.i)
  %.19.i2.i.i.i = tail call i64 @llvm.smax.i64(i64 %.17.i1.i.i.i, i64 0)
  %scevgep3.i.i = getelementptr i8, ptr %lsr.iv.i.i, i64 -8
  %.238.i.i.i = load i64, ptr %scevgep3.i.i, align 8
  %.239.i.i.i = sub nsw i64 %.238.i.i.i, %.1105.us.us.us.i
  %.268.i.i.i = load i64, ptr %lsr.iv.i.i, align 8
  %.272.i.i.i = sub nsw i64 %.1099.us.us.us.i, %.268.i.i.i
  %.17.i3.i.i.i = tail call i64 @llvm.smax.i64(i64 %.272.i.i.i, i64 %.239.i.i.i)
  %.19.i4.i.i.i = tail call i64 @llvm.smax.i64(i64 %.17.i3.i.i.i, i64 0)
  %.208.i.i.i = uitofp i64 %.19.i2.i.i.i to double
  %.209.i.i.i = fmul double %.15, %.208.i.i.i
  %.303.i.i.i = uitofp i64 %.19.i4.i.i.i to double
  %.304.i.i.i = fmul double %.16, %.303.i.i.i
  %.7.i.i.i.i = fmul double %.117.i.i.i, %.117.i.i.i
  %.8.i.i.i.i = fmul double %.209.i.i.i, %.209.i.i.i
  %.9.i.i.i.i = fadd double %.7.i.i.i.i, %.8.i.i.i.i
  %.10.i.i.i.i = fmul double %.304.i.i.i, %.304.i.i.i
  %.11.i.i.i.i = fadd double %.9.i.i.i.i, %.10.i.i.i.i
  %.197.i.i = add nuw nsw i64 %.190205207.i.i, 1
  %15 = shl i64 %.190205207.i.i, 3
  %scevgep8.i.i = getelementptr i8, ptr %.10, i64 %15
  store double %.11.i.i.i.i, ptr %scevgep8.i.i, align 8
  %16 = getelementptr double, ptr %.10, i64 %nearest.2.0209.i.i
  %.430.i.i = load double, ptr %16, align 8
  %.433.i.i = fcmp olt double %.11.i.i.i.i, %.430.i.i
  %nearest.3.1.i.i = select i1 %.433.i.i, i64 %.190205207.i.i, i64 %nearest.2.0209.i.i
  %scevgep2.i.i = getelementptr i8, ptr %lsr.iv.i.i, i64 %0
  %exitcond.not.i.i = icmp eq i64 %.8, %.197.i.i
  br i1 %exitcond.not.i.i, label %B168.loopexit.i.i, label %B62.endif.i.i
B400.endif.us.us.us.i:
  %best.4.0.lcssa.i.i.i = phi double [ 0x7FF0000000000000, %B168.i.i ], [ 0x7FF0000000000000, %B164.endif.lr.ph.i.i.i ], [ %best.3.2.us.i.i.i, %B162.loopexit.loopexit.us.i.i.i ]
  %.1151.us.us.us.i = tail call double @llvm.sqrt.f64(double %best.4.0.lcssa.i.i.i)
  %.1152.us.us.us.i = sub nsw i64 %.1105.us.us.us.i, %.1099.us.us.us.i
  %.1154.us.us.us.i = sitofp i64 %.1152.us.us.us.i to double
  %.1155.us.us.us.i = fmul double %.16, %.1154.us.us.us.i
  %.1156.us.us.us.i = fadd double %.1155.us.us.us.i, %.1151.us.us.us.i
  %.1158.us.us.us.i = fmul double %.1156.us.us.us.i, %.1156.us.us.us.i
  %.1159.us.us.us.i = fmul double %.1158.us.us.us.i, 0x3FF000000044B830
  br i1 %3, label %B640.us790.us.us.i.preheader, label %B54.i.i
B640.us790.us.us.i.preheader:
  br label %B640.us790.us.us.i
B54.i.i:
  %nearest.2.0218.i.i = phi i64 [ %nearest.3.1.i3.i, %B152.i.i ], [ 0, %B400.endif.us.us.us.i ]
  %held.2.0217.i.i = phi i64 [ %held.3.1.i.i, %B152.i.i ], [ 0, %B400.endif.us.us.us.i ]
  %.135213215.i.i = phi i64 [ %.142.i.i, %B152.i.i ], [ 0, %B400.endif.us.us.us.i ]
  %.142.i.i = add nuw nsw i64 %.135213215.i.i, 1
  %17 = shl i64 %.135213215.i.i, 3
  %scevgep.i1.i = getelementptr i8, ptr %.10, i64 %17
  %.208.i.i = load double, ptr %scevgep.i1.i, align 8
  %.210.i.i = fcmp ugt double %.208.i.i, %.1159.us.us.us.i
  br i1 %.210.i.i, label %B152.i.i, label %B80.i.i
B80.i.i:
  %.235.i.i = icmp slt i64 %held.2.0217.i.i, 0
  %.236.i.i = select i1 %.235.i.i, i64 %.13, i64 0
  %18 = getelementptr i64, ptr %.12, i64 %held.2.0217.i.i
  %.250.i.i = getelementptr i64, ptr %18, i64 %.236.i.i
  store i64 %.135213215.i.i, ptr %.250.i.i, align 8
  %.282.i.i = load double, ptr %scevgep.i1.i, align 8
  %.299.i.i = icmp slt i64 %nearest.2.0218.i.i, 0
  %.300.i.i = select i1 %.299.i.i, i64 %.13, i64 0
  %19 = getelementptr i64, ptr %.12, i64 %nearest.2.0218.i.i
  %.314.i.i = getelementptr i64, ptr %19, i64 %.300.i.i
  %.315.i.i = load i64, ptr %.314.i.i, align 8
  %.331.i.i = icmp slt i64 %.315.i.i, 0
  %.332.i.i = select i1 %.331.i.i, i64 %.11, i64 0
  %20 = getelementptr double, ptr %.10, i64 %.315.i.i
  %.346.i.i = getelementptr double, ptr %20, i64 %.332.i.i
  %.347.i.i = load double, ptr %.346.i.i, align 8
  %.348.i.i = fcmp olt double %.282.i.i, %.347.i.i
  %nearest.4.2.i.i = select i1 %.348.i.i, i64 %held.2.0217.i.i, i64 %nearest.2.0218.i.i
  %.360.i.i = add i64 %held.2.0217.i.i, 1
  %21 = freeze i64 %nearest.4.2.i.i
  br label %B152.i.i
B152.i.i:
  %held.3.1.i.i = phi i64 [ %.360.i.i, %B80.i.i ], [ %held.2.0217.i.i, %B54.i.i ]
  %nearest.3.1.i3.i = phi i64 [ %21, %B80.i.i ], [ %nearest.2.0218.i.i, %B54.i.i ]
  %exitcond.not.i4.i = icmp eq i64 %.11, %.142.i.i
  br i1 %exitcond.not.i4.i, label %B640.preheader.us.us.us.i, label %B54.i.i
B640.us790.us.us.i:
  %n.10.4.us793.us.us.i = phi i64 [ %.1633.us806.us.us.i, %B938.us803.us.us.i ], [ %n.8.3.ph.us.us.us.i, %B640.us790.us.us.i.preheader ]
  %todo.5.4.us794.us.us.i = phi i64 [ %.1214.us796.us.us.i, %B938.us803.us.us.i ], [ %todo.4.3.ph.us.us.us.i, %B640.us790.us.us.i.preheader ]
  %.1212.us795.us.us.i = add i64 %todo.5.4.us794.us.us.i, -1
  %.1214.us796.us.us.i = and i64 %.1212.us795.us.us.i, %todo.5.4.us794.us.us.i
  %.1234.us797.us.us.i = icmp slt i64 %n.10.4.us793.us.us.i, 0
  %22 = select i1 %.1234.us797.us.us.i, i64 %1, i64 0
  %scevgep49.i = getelementptr i8, ptr %.17, i64 %22
  %23 = shl i64 %n.10.4.us793.us.us.i, 3
  %scevgep50.i = getelementptr i8, ptr %scevgep49.i, i64 %23
  %.1250.us800.us.us.i = load double, ptr %scevgep50.i, align 8
  %.1251.us801.us.us.i = fcmp oeq double %.1250.us800.us.us.i, -1.000000e+00
  br i1 %.1251.us801.us.us.i, label %B742.endif.us802.us.us.i, label %B938.us803.us.us.i
B742.endif.us802.us.us.i:
  store double 0x7FF0000000000000, ptr %scevgep50.i, align 8
  br label %B938.us803.us.us.i
B938.us803.us.us.i:
  %.1633.us806.us.us.i = add i64 %n.10.4.us793.us.us.i, 1
  %.1639.not.us807.us.us.i = icmp eq i64 %.1214.us796.us.us.i, 0
  br i1 %.1639.not.us807.us.us.i, label %B965.us.us.us.i, label %B640.us790.us.us.i
B965.us.us.us.i:
  %n.6.3.us.us.us.i = phi i64 [ %.1633.us.us.us.us.i, %B938.us.us.us.us.i ], [ %n.3.2745.us.us.us.i, %B218.us.us.us.i ], [ %.1633.us806.us.us.i, %B938.us803.us.us.i ], [ %lsr.iv.i, %B310.us.us.us.i ]
  %exitcond1159.not.i = icmp eq i64 %.5, %.773.us.us.us.i
  br i1 %exitcond1159.not.i, label %B216.B158.loopexit_crit_edge.us.us.us.i, label %B218.us.us.us.i
B640.preheader.us.us.us.i:
  %.404.i.i = icmp slt i64 %nearest.3.1.i3.i, 0
  %spec.select.i.i = select i1 %.404.i.i, i64 %.13, i64 0
  %24 = getelementptr i64, ptr %.12, i64 %nearest.3.1.i3.i
  %.419.i.i = getelementptr i64, ptr %24, i64 %spec.select.i.i
  %.420.i.i = load i64, ptr %.419.i.i, align 8
  %.450.i.i = load i64, ptr %.12, align 8
  store i64 %.420.i.i, ptr %.12, align 8
  store i64 %.450.i.i, ptr %.419.i.i, align 8
  %.1336697.us.us.us.i = icmp sgt i64 %held.3.1.i.i, 0
  br i1 %.1336697.us.us.us.i, label %B640.us.us.us.us.i, label %B640.us790.us.us.i.preheader
B640.us.us.us.us.i:
  %n.10.4.us.us.us.us.i = phi i64 [ %.1633.us.us.us.us.i, %B938.us.us.us.us.i ], [ %n.8.3.ph.us.us.us.i, %B640.preheader.us.us.us.i ]
  %todo.5.4.us.us.us.us.i = phi i64 [ %.1214.us.us.us.us.i, %B938.us.us.us.us.i ], [ %todo.4.3.ph.us.us.us.i, %B640.preheader.us.us.us.i ]
  %.1206.us.us.us.us.i = tail call i64 @llvm.cttz.i64(i64 %todo.5.4.us.us.us.us.i, i1 true)
  %.1207.us.us.us.us.i = or i64 %.1206.us.us.us.us.i, %.1096.us.us.us.i
  %.1212.us.us.us.us.i = add i64 %todo.5.4.us.us.us.us.i, -1
  %.1214.us.us.us.us.i = and i64 %.1212.us.us.us.us.i, %todo.5.4.us.us.us.us.i
  %.1234.us.us.us.us.i = icmp slt i64 %n.10.4.us.us.us.us.i, 0
  %.1235.us.us.us.us.i = select i1 %.1234.us.us.us.us.i, i64 %.18, i64 0
  %25 = getelementptr double, ptr %.17, i64 %n.10.4.us.us.us.us.i
  %.1249.us.us.us.us.i = getelementptr double, ptr %25, i64 %.1235.us.us.us.us.i
  %.1250.us.us.us.us.i = load double, ptr %.1249.us.us.us.us.i, align 8
  %.1251.us.us.us.us.i = fcmp oeq double %.1250.us.us.us.us.i, -1.000000e+00
  br i1 %.1251.us.us.us.us.i, label %B798.endif.us.us.us.us.i, label %B938.us.us.us.us.i
B938.us.us.us.us.i:
  %.1633.us.us.us.us.i = add nsw i64 %n.10.4.us.us.us.us.i, 1
  %.1639.not.us.us.us.us.i = icmp eq i64 %.1214.us.us.us.us.i, 0
  br i1 %.1639.not.us.us.us.us.i, label %B965.us.us.us.i, label %B640.us.us.us.us.i
B798.endif.us.us.us.us.i:
  %best.3.6700.us.us.us.us.i = phi double [ %best.4.7.us.us.us.us.i, %B926.us.us.us.us.i ], [ 0x7FF0000000000000, %B640.us.us.us.us.i ]
  %.1342695698.us.us.us.us.i = phi i64 [ %.1349.us.us.us.us.i, %B926.us.us.us.us.i ], [ 0, %B640.us.us.us.us.i ]
  %.1349.us.us.us.us.i = add nuw nsw i64 %.1342695698.us.us.us.us.i, 1
  %26 = getelementptr i64, ptr %.12, i64 %.1342695698.us.us.us.us.i
  %.1407.us.us.us.us.i = load i64, ptr %26, align 8
  %.1426.us.us.us.us.i = icmp slt i64 %.1407.us.us.us.us.i, 0
  %.1427.us.us.us.us.i = select i1 %.1426.us.us.us.us.i, i64 %.8, i64 0
  %.1428.us.us.us.us.i = add i64 %.1427.us.us.us.us.i, %.1407.us.us.us.us.i
  %.1445.us.us.us.us.i = mul i64 %.1428.us.us.us.us.i, %.9
  %.1447.us.us.us.us.i = getelementptr i64, ptr %.7, i64 %.1445.us.us.us.us.i
  %.52.i.i = load i64, ptr %.1447.us.us.us.us.i, align 8
  %.53.i.i = sub nsw i64 %.52.i.i, %.474871907.us.us.i
  %.81.i.i = getelementptr i8, ptr %.1447.us.us.us.us.i, i64 8
  %.82.i.i = load i64, ptr %.81.i.i, align 8
  %.83.i.i = sub nsw i64 %.474871907.us.us.i, %.82.i.i
  %.17.i.i.i = tail call i64 @llvm.smax.i64(i64 %.83.i.i, i64 %.53.i.i)
  %.19.i.i.i = tail call i64 @llvm.smax.i64(i64 %.17.i.i.i, i64 0)
  %.116.i.i = uitofp i64 %.19.i.i.i to double
  %.117.i.i = fmul double %.14, %.116.i.i
  %.145.i.i = getelementptr i8, ptr %.1447.us.us.us.us.i, i64 16
  %.146.i.i = load i64, ptr %.145.i.i, align 8
  %.147.i.i = sub nsw i64 %.146.i.i, %.620754780.us.us.us.i
  %.175.i.i = getelementptr i8, ptr %.1447.us.us.us.us.i, i64 24
  %.176.i.i = load i64, ptr %.175.i.i, align 8
  %.177.i.i = sub nsw i64 %.620754780.us.us.us.i, %.176.i.i
  %.17.i1.i.i = tail call i64 @llvm.smax.i64(i64 %.177.i.i, i64 %.147.i.i)
  %.19.i2.i.i = tail call i64 @llvm.smax.i64(i64 %.17.i1.i.i, i64 0)
  %.237.i.i = getelementptr i8, ptr %.1447.us.us.us.us.i, i64 32
  %.238.i.i = load i64, ptr %.237.i.i, align 8
  %.239.i.i = sub nsw i64 %.238.i.i, %.1207.us.us.us.us.i
  %.267.i.i = getelementptr i8, ptr %.1447.us.us.us.us.i, i64 40
  %.268.i.i = load i64, ptr %.267.i.i, align 8
  %.272.i.i = sub nsw i64 %.1207.us.us.us.us.i, %.268.i.i
  %.17.i3.i.i = tail call i64 @llvm.smax.i64(i64 %.272.i.i, i64 %.239.i.i)
  %.19.i4.i.i = tail call i64 @llvm.smax.i64(i64 %.17.i3.i.i, i64 0)
  %.208.i5.i = uitofp i64 %.19.i2.i.i to double
  %.209.i.i = fmul double %.15, %.208.i5.i
  %.303.i.i = uitofp i64 %.19.i4.i.i to double
  %.304.i.i = fmul double %.16, %.303.i.i
  %.7.i.i.i = fmul double %.117.i.i, %.117.i.i
  %.8.i.i.i = fmul double %.209.i.i, %.209.i.i
  %.9.i.i.i = fadd double %.7.i.i.i, %.8.i.i.i
  %.10.i.i.i = fmul double %.304.i.i, %.304.i.i
  %.11.i.i.i = fadd double %.9.i.i.i, %.10.i.i.i
  %.1521.us.us.us.us.i = fcmp olt double %.11.i.i.i, %best.3.6700.us.us.us.us.i
  br i1 %.1521.us.us.us.us.i, label %B880.us.us.us.us.i, label %B926.us.us.us.us.i
B880.us.us.us.us.i:
  %.101.i.i = and i64 %.238.i.i, -64
  %.103.i.i = sub nsw i64 %.1207.us.us.us.us.i, %.101.i.i
  %.13.i.i.i = tail call i64 @llvm.smax.i64(i64 %.103.i.i, i64 0)
  %27 = tail call i64 @llvm.umin.i64(i64 %.13.i.i.i, i64 63)
  %reass.sub.i.i = sub i64 %.82.i.i, %.52.i.i
  %.306269292.i.i = icmp ult i64 %reass.sub.i.i, 9223372036854775807
  br i1 %.306269292.i.i, label %B164.endif.lr.ph.i.i, label %B926.us.us.us.us.i
B164.endif.lr.ph.i.i:
  %.96.i.i = ashr i64 %.238.i.i, 6
  %invariant.gep254.i.i = getelementptr i64, ptr %.277.i, i64 %.96.i.i
  %.575.i.i = icmp slt i64 %.96.i.i, 0
  %.576.i.i = select i1 %.575.i.i, i64 %.5, i64 0
  %invariant.gep.i.i = getelementptr i64, ptr %invariant.gep254.i.i, i64 %.576.i.i
  %.633.i.i = xor i64 %27, 63
  %.653.i.i = sub i64 %.101.i.i, %.1207.us.us.us.us.i
  %.658.i.i = add i64 %.653.i.i, %27
  %reass.sub280.i.i = sub i64 %.176.i.i, %.146.i.i
  %.493246293.i.i = icmp ult i64 %reass.sub280.i.i, 9223372036854775807
  br i1 %.493246293.i.i, label %B164.endif.us.preheader.i.i, label %B926.us.us.us.us.i
B164.endif.us.preheader.i.i:
  %.262.i.i = add nuw nsw i64 %reass.sub.i.i, 1
  %28 = add nuw i64 %reass.sub280.i.i, 2
  %invariant.op5 = or i64 %.101.i.i, %27
  %reass.sub7 = sub i64 %invariant.op5, %.1207.us.us.us.us.i
  %.686.reass.reass.i.reass.reass.i.reass = add i64 %reass.sub7, -63
  br label %B164.endif.us.i.i
B164.endif.us.i.i:
  %best.4.0272.us.i.i = phi double [ %best.3.2.us.i.i, %B162.loopexit.loopexit.us.i.i ], [ %best.3.6700.us.us.us.us.i, %B164.endif.us.preheader.i.i ]
  %.305255271.us.i.i = phi i64 [ %.315.us.i.i, %B162.loopexit.loopexit.us.i.i ], [ %.262.i.i, %B164.endif.us.preheader.i.i ]
  %.312258270.us.i.i = phi i64 [ %.319.us.i.i, %B162.loopexit.loopexit.us.i.i ], [ %.52.i.i, %B164.endif.us.preheader.i.i ]
  %.569.us.i.i = icmp slt i64 %.312258270.us.i.i, 0
  %.570.us.i.i = select i1 %.569.us.i.i, i64 %.3, i64 0
  %.571.us.i.i = add i64 %.570.us.i.i, %.312258270.us.i.i
  %.601.us.i.i = mul i64 %.571.us.i.i, %.162.i
  %gep278.us.i.i = getelementptr i64, ptr %invariant.gep.i.i, i64 %.601.us.i.i
  %.733.us.i.i = sub nsw i64 %.312258270.us.i.i, %.474871907.us.us.i
  %.735.us.i.i = sitofp i64 %.733.us.i.i to double
  %.736.us.i.i = fmul double %.14, %.735.us.i.i
  %.7.i.us.i.i = fmul double %.736.us.i.i, %.736.us.i.i
  br label %B230.us.i.i
B230.us.i.i:
  %lsr.iv.i6.i = phi i64 [ %lsr.iv.next.i.i, %B699.us.i.i ], [ %28, %B164.endif.us.i.i ]
  %best.2.1249.us.i.i = phi double [ %best.3.2.us.i.i, %B699.us.i.i ], [ %best.4.0272.us.i.i, %B164.endif.us.i.i ]
  %.499243247.us.i.i = phi i64 [ %.506.us.i.i, %B699.us.i.i ], [ %.146.i.i, %B164.endif.us.i.i ]
  %.572.us.i.i = icmp slt i64 %.499243247.us.i.i, 0
  %.573.us.i.i = select i1 %.572.us.i.i, i64 %.4, i64 0
  %.574.us.i.i = add i64 %.573.us.i.i, %.499243247.us.i.i
  %.603.us.i.i = mul i64 %.574.us.i.i, %.5
  %gep253.us.i.i = getelementptr i64, ptr %gep278.us.i.i, i64 %.603.us.i.i
  %.608.us.i.i = load i64, ptr %gep253.us.i.i, align 8
  %.616.not.us.i.i = icmp eq i64 %.608.us.i.i, 0
  br i1 %.616.not.us.i.i, label %B699.us.i.i, label %B260.us.i.i
B260.us.i.i:
  %.631.us.i.i = lshr i64 %.608.us.i.i, %27
  %.635.us.i.i = shl i64 %.608.us.i.i, %.633.i.i
  %.648.not.us.i.i = icmp eq i64 %.631.us.i.i, 0
  br i1 %.648.not.us.i.i, label %B482.us.i.i, label %B402.us.i.i
B402.us.i.i:
  %.655.us.i.i = tail call i64 @llvm.cttz.i64(i64 %.631.us.i.i, i1 true)
  %.660.us.i.i = add i64 %.658.i.i, %.655.us.i.i
  %.663.us.i.i = tail call i64 @llvm.abs.i64(i64 %.660.us.i.i, i1 false)
  br label %B482.us.i.i
B482.us.i.i:
  %dx.3.3.us.i.i = phi i64 [ %.663.us.i.i, %B402.us.i.i ], [ 1099511627776, %B260.us.i.i ]
  %.674.not.us.i.i = icmp eq i64 %.635.us.i.i, 0
  br i1 %.674.not.us.i.i, label %B600.endif.us.i.i, label %B486.us.i.i
B486.us.i.i:
  %.682.us.i.i = tail call i64 @llvm.ctlz.i64(i64 %.635.us.i.i, i1 true)
  %.683.us.i.i = xor i64 %.682.us.i.i, 63
  %.688.us.i.i = add i64 %.686.reass.reass.i.reass.reass.i.reass, %.683.us.i.i
  %.691.us.i.i = tail call i64 @llvm.abs.i64(i64 %.688.us.i.i, i1 false)
  %.13.i1.us.i.i = tail call i64 @llvm.smin.i64(i64 %.691.us.i.i, i64 %dx.3.3.us.i.i)
  br label %B600.endif.us.i.i
B600.endif.us.i.i:
  %dx.4.3.us.i.i = phi i64 [ %dx.3.3.us.i.i, %B482.us.i.i ], [ %.13.i1.us.i.i, %B486.us.i.i ]
  %29 = add i64 %.499243247.us.i.i, %lsr.iv47.i
  %.743.us.i.i = sitofp i64 %29 to double
  %.744.us.i.i = fmul double %.15, %.743.us.i.i
  %.747.us.i.i = sitofp i64 %dx.4.3.us.i.i to double
  %.748.us.i.i = fmul double %.16, %.747.us.i.i
  %.8.i.us.i.i = fmul double %.744.us.i.i, %.744.us.i.i
  %.9.i.us.i.i = fadd double %.7.i.us.i.i, %.8.i.us.i.i
  %.10.i.us.i.i = fmul double %.748.us.i.i, %.748.us.i.i
  %.11.i.us.i.i = fadd double %.9.i.us.i.i, %.10.i.us.i.i
  %.12.i.us.i.i = fcmp olt double %.11.i.us.i.i, %best.2.1249.us.i.i
  %.13.i3.us.i.i = select i1 %.12.i.us.i.i, double %.11.i.us.i.i, double %best.2.1249.us.i.i
  br label %B699.us.i.i
B699.us.i.i:
  %best.3.2.us.i.i = phi double [ %best.2.1249.us.i.i, %B230.us.i.i ], [ %.13.i3.us.i.i, %B600.endif.us.i.i ]
  %lsr.iv.next.i.i = add i64 %lsr.iv.i6.i, -1
  %.506.us.i.i = add i64 %.499243247.us.i.i, 1
  %.493.us.i.i = icmp ugt i64 %lsr.iv.next.i.i, 1
  br i1 %.493.us.i.i, label %B230.us.i.i, label %B162.loopexit.loopexit.us.i.i
B162.loopexit.loopexit.us.i.i:
  %.315.us.i.i = add nsw i64 %.305255271.us.i.i, -1
  %.319.us.i.i = add i64 %.312258270.us.i.i, 1
  %.306.us.i.i = icmp sgt i64 %.305255271.us.i.i, 1
  br i1 %.306.us.i.i, label %B164.endif.us.i.i, label %B926.us.us.us.us.i
B926.us.us.us.us.i:
  %best.4.7.us.us.us.us.i = phi double [ %best.3.6700.us.us.us.us.i, %B798.endif.us.us.us.us.i ], [ %best.3.6700.us.us.us.us.i, %B880.us.us.us.us.i ], [ %best.3.6700.us.us.us.us.i, %B164.endif.lr.ph.i.i ], [ %best.3.2.us.i.i, %B162.loopexit.loopexit.us.i.i ]
  %exitcond.not.i = icmp eq i64 %held.3.1.i.i, %.1349.us.us.us.us.i
  br i1 %exitcond.not.i, label %B796.B928_crit_edge.us.us.us.us.i, label %B798.endif.us.us.us.us.i
B796.B928_crit_edge.us.us.us.us.i:
  %sunkaddr55.i = shl i64 %.1235.us.us.us.us.i, 3
  %sunkaddr56.i = getelementptr i8, ptr %25, i64 %sunkaddr55.i
  store double %best.4.7.us.us.us.us.i, ptr %sunkaddr56.i, align 8
  br label %B938.us.us.us.us.i
B216.B158.loopexit_crit_edge.us.us.us.i:
  %.627.us.us.us.i = add nuw nsw i64 %.620754780.us.us.us.i, 1
  %lsr.iv.next48.i = add nsw i64 %lsr.iv47.i, -1
  %exitcond1160.not.i = icmp eq i64 %.4, %.627.us.us.us.i
  br i1 %exitcond1160.not.i, label %B158.B100.loopexit_crit_edge.split.us.us.us.i, label %B160.endif.us.us.us.i
B158.B100.loopexit_crit_edge.split.us.us.us.i:
  %.481.us.us.i = add nuw nsw i64 %.474871907.us.us.i, 1
  %exitcond1161.not.i = icmp eq i64 %.3, %.481.us.us.i
  br i1 %exitcond1161.not.i, label %v9, label %B102.endif.us.us.i
v9:
  %n.5.0.lcssa.i = phi i64 [ 0, %.20 ], [ %n.6.3.us.us.us.i, %B158.B100.loopexit_crit_edge.split.us.us.us.i ]
  ret i64 %n.5.0.lcssa.i
}
define i64 @segeval_transform(ptr readonly %.1, i64 %.2, i64 %.3, i64 %.4, i64 %.5, i64 %.6, double %.7, double %.8, double %.9, ptr %.10, i64 %.11, i64 %.12, i64 %.13, i64 %.14, ptr %.15, i64 %.16, i64 %.17, i64 %.18, ptr %.19, i64 %.20, i64 %.21, ptr %.22, i64 %.23, i64 %.24, ptr %.25, i64 %.26, i64 %.27, ptr %.28, i64 %.29, i64 %.30, ptr writeonly %.31, i64 %.32) local_unnamed_addr {
.34:
  %.35 = shl i64 %.5, 3
  %.47 = shl i64 %.18, 3
  %.219.i = icmp slt i64 %.6, 0
  %.220.i = select i1 %.219.i, i64 %.2, i64 0
  %.221.i = add i64 %.220.i, %.6
  %.248.i = mul i64 %.5, %.4
  %.249.i = mul i64 %.248.i, %.3
  %.253.i = mul i64 %.221.i, %.249.i
  %.255.i = getelementptr i64, ptr %.1, i64 %.253.i
  %.327.i = icmp sgt i64 %.6, 1
  %.328.i = select i1 %.327.i, i64 %.2, i64 0
  %reass.sub = sub i64 %.328.i, %.6
  %.329.i = add i64 %reass.sub, 1
  %.361.i = mul i64 %.329.i, %.249.i
  %.363.i = getelementptr i64, ptr %.1, i64 %.361.i
  %.159300.not.i.i = icmp slt i64 %.3, 1
  br i1 %.159300.not.i.i, label %B0.endif.endif.i, label %B62.endif.lr.ph.i.i
B62.endif.lr.ph.i.i:
  %.304279.not.i.i = icmp slt i64 %.4, 1
  %.449267.not.i.i = icmp slt i64 %.5, 1
  %or.cond.i.i = select i1 %.304279.not.i.i, i1 true, i1 %.449267.not.i.i
  br i1 %or.cond.i.i, label %B0.endif.endif.i, label %B62.endif.us.us.preheader.i.i
B62.endif.us.us.preheader.i.i:
  %0 = shl i64 %.248.i, 3
  %1 = mul i64 %.18, %.17
  %2 = shl i64 %1, 3
  br label %B62.endif.us.us.i.i
B62.endif.us.us.i.i:
  %lsr.iv4.i.i = phi ptr [ %.15, %B62.endif.us.us.preheader.i.i ], [ %scevgep5.i.i, %B116.B60.loopexit_crit_edge.split.us.us.us.i.i ]
  %lsr.iv.i.i = phi ptr [ %.255.i, %B62.endif.us.us.preheader.i.i ], [ %scevgep.i.i, %B116.B60.loopexit_crit_edge.split.us.us.us.i.i ]
  %n.4.0305.us.us.i.i = phi i64 [ 0, %B62.endif.us.us.preheader.i.i ], [ %.644.us.us.us.i.i, %B116.B60.loopexit_crit_edge.split.us.us.us.i.i ]
  %.165293303.us.us.i.i = phi i64 [ 0, %B62.endif.us.us.preheader.i.i ], [ %.172.us.us.i.i, %B116.B60.loopexit_crit_edge.split.us.us.us.i.i ]
  br label %B118.endif.us.us.us.i.i
B118.endif.us.us.us.i.i:
  %lsr.iv6.i.i = phi ptr [ %scevgep7.i.i, %B172.B116.loopexit_crit_edge.us.us.us.i.i ], [ %lsr.iv4.i.i, %B62.endif.us.us.i.i ]
  %lsr.iv1.i.i = phi ptr [ %scevgep2.i.i, %B172.B116.loopexit_crit_edge.us.us.us.i.i ], [ %lsr.iv.i.i, %B62.endif.us.us.i.i ]
  %n.3.1282.us.us.us.i.i = phi i64 [ %.644.us.us.us.i.i, %B172.B116.loopexit_crit_edge.us.us.us.i.i ], [ %n.4.0305.us.us.i.i, %B62.endif.us.us.i.i ]
  %.310274280.us.us.us.i.i = phi i64 [ %.317.us.us.us.i.i, %B172.B116.loopexit_crit_edge.us.us.us.i.i ], [ 0, %B62.endif.us.us.i.i ]
  br label %B174.us.us.us.i.i
B174.us.us.us.i.i:
  %n.2.2270.us.us.us.i.i = phi i64 [ %n.3.1282.us.us.us.i.i, %B118.endif.us.us.us.i.i ], [ %.644.us.us.us.i.i, %B174.us.us.us.i.i ]
  %.455266268.us.us.us.i.i = phi i64 [ 0, %B118.endif.us.us.us.i.i ], [ %.462.us.us.us.i.i, %B174.us.us.us.i.i ]
  %.462.us.us.us.i.i = add nuw nsw i64 %.455266268.us.us.us.i.i, 1
  %3 = shl i64 %.455266268.us.us.us.i.i, 3
  %scevgep8.i.i = getelementptr i8, ptr %lsr.iv6.i.i, i64 %3
  store i64 %n.2.2270.us.us.us.i.i, ptr %scevgep8.i.i, align 8
  %scevgep3.i.i = getelementptr i8, ptr %lsr.iv1.i.i, i64 %3
  %.638.us.us.us.i.i = load i64, ptr %scevgep3.i.i, align 8
  %.642.us.us.us.i.i = tail call i64 @llvm.ctpop.i64(i64 %.638.us.us.us.i.i)
  %.644.us.us.us.i.i = add nsw i64 %.642.us.us.us.i.i, %n.2.2270.us.us.us.i.i
  %exitcond.not.i.i = icmp eq i64 %.5, %.462.us.us.us.i.i
  br i1 %exitcond.not.i.i, label %B172.B116.loopexit_crit_edge.us.us.us.i.i, label %B174.us.us.us.i.i
B172.B116.loopexit_crit_edge.us.us.us.i.i:
  %.317.us.us.us.i.i = add nuw nsw i64 %.310274280.us.us.us.i.i, 1
  %scevgep2.i.i = getelementptr i8, ptr %lsr.iv1.i.i, i64 %.35
  %scevgep7.i.i = getelementptr i8, ptr %lsr.iv6.i.i, i64 %.47
  %exitcond335.not.i.i = icmp eq i64 %.4, %.317.us.us.us.i.i
  br i1 %exitcond335.not.i.i, label %B116.B60.loopexit_crit_edge.split.us.us.us.i.i, label %B118.endif.us.us.us.i.i
B116.B60.loopexit_crit_edge.split.us.us.us.i.i:
  %.172.us.us.i.i = add nuw nsw i64 %.165293303.us.us.i.i, 1
  %scevgep.i.i = getelementptr i8, ptr %lsr.iv.i.i, i64 %0
  %scevgep5.i.i = getelementptr i8, ptr %lsr.iv4.i.i, i64 %2
  %exitcond336.not.i.i = icmp eq i64 %.3, %.172.us.us.i.i
  br i1 %exitcond336.not.i.i, label %B0.endif.endif.i, label %B62.endif.us.us.i.i
B208.loopexit.i:
  %scevgep56.i = getelementptr i8, ptr %lsr.iv55.i, i64 8
  %scevgep64.i = getelementptr i8, ptr %lsr.iv63.i, i64 8
  %scevgep70.i = getelementptr i8, ptr %lsr.iv69.i, i64 8
  %scevgep75.i = getelementptr i8, ptr %lsr.iv74.i, i64 8
  %exitcond1859.not.i = icmp eq i64 %.1025.i, %.5
  br i1 %exitcond1859.not.i, label %v10, label %B210.i
B210.i:
  %lsr.iv74.i = phi ptr [ %.255.i, %B210.lr.ph.i ], [ %scevgep75.i, %B208.loopexit.i ]
  %lsr.iv69.i = phi ptr [ %scevgep68.i, %B210.lr.ph.i ], [ %scevgep70.i, %B208.loopexit.i ]
  %lsr.iv63.i = phi ptr [ %scevgep62.i, %B210.lr.ph.i ], [ %scevgep64.i, %B208.loopexit.i ]
  %lsr.iv55.i = phi ptr [ %scevgep54.i, %B210.lr.ph.i ], [ %scevgep56.i, %B208.loopexit.i ]
  %.101814901608.i = phi i64 [ 0, %B210.lr.ph.i ], [ %.1025.i, %B208.loopexit.i ]
  %.1025.i = add nuw nsw i64 %.101814901608.i, 1
  br i1 %.159300.not.i.i, label %B210.endif.endif.i, label %B64.endif.lr.ph.i.i
B64.endif.lr.ph.i.i:
  %.743.i.i = shl nsw i64 %.101814901608.i, 6
  br i1 %57, label %B64.endif.us.i.i, label %B208.loopexit.i
B64.endif.us.i.i:
  %lsr.iv.i1.i = phi ptr [ %scevgep.i2.i, %B711.us.i.i ], [ %.363.i, %B64.endif.lr.ph.i.i ]
  %count.2.0834.us.i.i = phi i64 [ %count.3.1.us.i.i, %B711.us.i.i ], [ 0, %B64.endif.lr.ph.i.i ]
  %.285770832.us.i.i = phi i64 [ %.292.us.i.i, %B711.us.i.i ], [ 0, %B64.endif.lr.ph.i.i ]
  %.704.us.i.i = mul i64 %.285770832.us.i.i, %.248.i
  %4 = getelementptr i64, ptr %.363.i, i64 %.704.us.i.i
  br label %B102.us.i.i
B102.us.i.i:
  %lsr.iv9.i.i = phi ptr [ %scevgep10.i.i, %B308.us.i.i ], [ %lsr.iv.i1.i, %B64.endif.us.i.i ]
  %rows.2.1713.us.i.i = phi i64 [ %rows.3.2.us.i.i, %B308.us.i.i ], [ 0, %B64.endif.us.i.i ]
  %.409698711.us.i.i = phi i64 [ %.416.us.i.i, %B308.us.i.i ], [ 0, %B64.endif.us.i.i ]
  %.416.us.i.i = add nuw nsw i64 %.409698711.us.i.i, 1
  %.242.i.us.i.i = mul i64 %.409698711.us.i.i, %.5
  %5 = getelementptr i64, ptr %4, i64 %.242.i.us.i.i
  br label %B56.i.us.i.i
B56.i.us.i.i:
  %.142124.i.us.i.i = phi i64 [ %.149.i.us.i.i, %B58.i.us.i.i ], [ 0, %B102.us.i.i ]
  %exitcond.not.i.us.i.i = icmp eq i64 %.5, %.142124.i.us.i.i
  br i1 %exitcond.not.i.us.i.i, label %B308.us.i.i, label %B58.i.us.i.i
B58.i.us.i.i:
  %.149.i.us.i.i = add nuw i64 %.142124.i.us.i.i, 1
  %6 = shl i64 %.142124.i.us.i.i, 3
  %scevgep11.i.i = getelementptr i8, ptr %lsr.iv9.i.i, i64 %6
  %.247.i.us.i.i = load i64, ptr %scevgep11.i.i, align 8
  %.251.not.i.us.i.i = icmp eq i64 %.247.i.us.i.i, 0
  br i1 %.251.not.i.us.i.i, label %B56.i.us.i.i, label %B138.endif.endif.us.i.i
B138.endif.endif.us.i.i:
  %.509.us.i.i = icmp slt i64 %rows.2.1713.us.i.i, 0
  %.510.us.i.i = select i1 %.509.us.i.i, i64 %.27, i64 0
  %7 = getelementptr i64, ptr %.632.i, i64 %rows.2.1713.us.i.i
  %.524.us.i.i = getelementptr i64, ptr %7, i64 %.510.us.i.i
  store i64 %.409698711.us.i.i, ptr %.524.us.i.i, align 8
  %.802.us.i.i = select i1 %.509.us.i.i, i64 %.20, i64 0
  %.803.us.i.i = add i64 %.802.us.i.i, %rows.2.1713.us.i.i
  %.823.us.i.i = mul i64 %.803.us.i.i, %.21
  %8 = getelementptr i64, ptr %.19, i64 %.823.us.i.i
  br label %B180.us.i.i
B180.us.i.i:
  %.611690692.us.i.i = phi i64 [ 0, %B138.endif.endif.us.i.i ], [ %.618.us.pre-phi.i.i, %B180.endif.us.i.i ]
  %.744.us.i.i = add nuw nsw i64 %.611690692.us.i.i, %.743.i.i
  %.25.i.us.i.i = ashr i64 %.744.us.i.i, 6
  %.48.i.us.i.i = icmp slt i64 %.25.i.us.i.i, 0
  %.49.i.us.i.i = select i1 %.48.i.us.i.i, i64 %.5, i64 0
  %9 = getelementptr i64, ptr %5, i64 %.25.i.us.i.i
  %.63.i.us.i.i = getelementptr i64, ptr %9, i64 %.49.i.us.i.i
  %.64.i.us.i.i = load i64, ptr %.63.i.us.i.i, align 8
  %.66.i.us.i.i = lshr i64 %.64.i.us.i.i, %.611690692.us.i.i
  %.71.not.i.us.i.i = icmp eq i64 %.66.i.us.i.i, 0
  br i1 %.71.not.i.us.i.i, label %B146.i.us.i.i, label %B86.i.us.i.i
B86.i.us.i.i:
  %.82.i.us.i.i = tail call i64 @llvm.cttz.i64(i64 %.66.i.us.i.i, i1 true)
  %.13.i.i.us.i.i = tail call i64 @llvm.smin.i64(i64 %.82.i.us.i.i, i64 %.746.i.i)
  br label %B356.i.us.i.i
B146.i.us.i.i:
  %.129.i.us.i.i = sub nuw nsw i64 64, %.611690692.us.i.i
  %.134.i.us.i.i = add nsw i64 %.25.i.us.i.i, 1
  %.148.i.us.i.i = icmp slt i64 %.134.i.us.i.i, %.5
  %.169.i.us.i.i = icmp slt i64 %.129.i.us.i.i, %.746.i.i
  %or.cond.i.us.i.i = select i1 %.148.i.us.i.i, i1 %.169.i.us.i.i, i1 false
  br i1 %or.cond.i.us.i.i, label %B200.preheader.i.us.i.i, label %B356.i.us.i.i
B200.preheader.i.us.i.i:
  %10 = sub nuw nsw i64 128, %.611690692.us.i.i
  br label %B200.i.us.i.i
B200.i.us.i.i:
  %lsr.iv7.i.us.i.i = phi i64 [ %10, %B200.preheader.i.us.i.i ], [ %lsr.iv.next8.i.us.i.i, %B292.i.us.i.i ]
  %limit.4.1.i.us.i.i = phi i64 [ %.746.i.i, %B200.preheader.i.us.i.i ], [ %limit.5.2.i.us.i.i, %B292.i.us.i.i ]
  %w.6.1.i.us.i.i = phi i64 [ %.134.i.us.i.i, %B200.preheader.i.us.i.i ], [ %.298.i.us.i.i, %B292.i.us.i.i ]
  %.198.i.us.i.i = icmp slt i64 %w.6.1.i.us.i.i, 0
  %11 = select i1 %.198.i.us.i.i, i64 %.35, i64 0
  %12 = shl i64 %w.6.1.i.us.i.i, 3
  %scevgep12.i.i = getelementptr i8, ptr %lsr.iv9.i.i, i64 %11
  %scevgep13.i.i = getelementptr i8, ptr %scevgep12.i.i, i64 %12
  %.214.i.us.i.i = load i64, ptr %scevgep13.i.i, align 8
  %.215.not.i.us.i.i = icmp eq i64 %.214.i.us.i.i, 0
  br i1 %.215.not.i.us.i.i, label %B292.i.us.i.i, label %B216.i.us.i.i
B216.i.us.i.i:
  %.248.i.us.i.i = tail call i64 @llvm.cttz.i64(i64 %.214.i.us.i.i, i1 true)
  %13 = add i64 %lsr.iv7.i.us.i.i, -64
  %14 = add i64 %13, %.248.i.us.i.i
  %.13.i1.i.us.i.i = tail call i64 @llvm.smin.i64(i64 %14, i64 %limit.4.1.i.us.i.i)
  br label %B292.i.us.i.i
B292.i.us.i.i:
  %limit.5.2.i.us.i.i = phi i64 [ %limit.4.1.i.us.i.i, %B200.i.us.i.i ], [ %.13.i1.i.us.i.i, %B216.i.us.i.i ]
  %.298.i.us.i.i = add nsw i64 %w.6.1.i.us.i.i, 1
  %.312.i.us.i.i = icmp slt i64 %.298.i.us.i.i, %.5
  %.330.i.us.i.i = icmp slt i64 %lsr.iv7.i.us.i.i, %limit.5.2.i.us.i.i
  %or.cond258.i.us.i.i = select i1 %.312.i.us.i.i, i1 %.330.i.us.i.i, i1 false
  %lsr.iv.next8.i.us.i.i = add i64 %lsr.iv7.i.us.i.i, 64
  br i1 %or.cond258.i.us.i.i, label %B200.i.us.i.i, label %B356.i.us.i.i
B356.i.us.i.i:
  %limit.6.0.i.us.i.i = phi i64 [ %.746.i.i, %B146.i.us.i.i ], [ %.13.i.i.us.i.i, %B86.i.us.i.i ], [ %limit.5.2.i.us.i.i, %B292.i.us.i.i ]
  %.403.i.us.i.i = xor i64 %.611690692.us.i.i, 63
  %.404.i.us.i.i = shl i64 %.64.i.us.i.i, %.403.i.us.i.i
  %.409.not.i.us.i.i = icmp eq i64 %.404.i.us.i.i, 0
  br i1 %.409.not.i.us.i.i, label %B488.i.us.i.i, label %B424.endif.i.us.i.i
B424.endif.i.us.i.i:
  %.421.i.us.i.i = tail call i64 @llvm.ctlz.i64(i64 %.404.i.us.i.i, i1 true)
  %.13.i2.i.us.i.i = tail call i64 @llvm.smin.i64(i64 %.421.i.us.i.i, i64 %limit.6.0.i.us.i.i)
  %.pre.i.i = add nuw nsw i64 %.611690692.us.i.i, 1
  br label %B180.endif.us.i.i
B488.i.us.i.i:
  %.466.i.us.i.i = add nuw nsw i64 %.611690692.us.i.i, 1
  %.480.i.us.i.i = icmp sgt i64 %.25.i.us.i.i, 0
  %.501.i.us.i.i = icmp slt i64 %.466.i.us.i.i, %limit.6.0.i.us.i.i
  %or.cond259.i.us.i.i = select i1 %.480.i.us.i.i, i1 %.501.i.us.i.i, i1 false
  br i1 %or.cond259.i.us.i.i, label %B532.preheader.i.us.i.i, label %B180.endif.us.i.i
B532.preheader.i.us.i.i:
  %15 = add nuw nsw i64 %.611690692.us.i.i, 65
  br label %B532.i.us.i.i
B532.i.us.i.i:
  %lsr.iv.i.us.i.i = phi i64 [ %15, %B532.preheader.i.us.i.i ], [ %lsr.iv.next.i.us.i.i, %B630.i.us.i.i ]
  %limit.8.1.i.us.i.i = phi i64 [ %limit.6.0.i.us.i.i, %B532.preheader.i.us.i.i ], [ %limit.9.2.i.us.i.i, %B630.i.us.i.i ]
  %w.8.1.in.i.us.i.i = phi i64 [ %.25.i.us.i.i, %B532.preheader.i.us.i.i ], [ %w.8.1.i.us.i.i, %B630.i.us.i.i ]
  %sunkaddr.i.us.i.i = shl i64 %w.8.1.in.i.us.i.i, 3
  %scevgep14.i.i = getelementptr i8, ptr %lsr.iv9.i.i, i64 %sunkaddr.i.us.i.i
  %scevgep15.i.i = getelementptr i8, ptr %scevgep14.i.i, i64 -8
  %.546.i.us.i.i = load i64, ptr %scevgep15.i.i, align 8
  %.547.not.i.us.i.i = icmp eq i64 %.546.i.us.i.i, 0
  br i1 %.547.not.i.us.i.i, label %B630.i.us.i.i, label %B548.i.us.i.i
B548.i.us.i.i:
  %.582.i.us.i.i = tail call i64 @llvm.ctlz.i64(i64 %.546.i.us.i.i, i1 true)
  %16 = add i64 %lsr.iv.i.us.i.i, -64
  %17 = add i64 %16, %.582.i.us.i.i
  %.13.i3.i.us.i.i = tail call i64 @llvm.smin.i64(i64 %17, i64 %limit.8.1.i.us.i.i)
  br label %B630.i.us.i.i
B630.i.us.i.i:
  %limit.9.2.i.us.i.i = phi i64 [ %limit.8.1.i.us.i.i, %B532.i.us.i.i ], [ %.13.i3.i.us.i.i, %B548.i.us.i.i ]
  %.639.i.us.i.i = icmp ugt i64 %w.8.1.in.i.us.i.i, 1
  %.657.i.us.i.i = icmp slt i64 %lsr.iv.i.us.i.i, %limit.9.2.i.us.i.i
  %or.cond260.i.us.i.i = select i1 %.639.i.us.i.i, i1 %.657.i.us.i.i, i1 false
  %lsr.iv.next.i.us.i.i = add i64 %lsr.iv.i.us.i.i, 64
  %w.8.1.i.us.i.i = add nsw i64 %w.8.1.in.i.us.i.i, -1
  br i1 %or.cond260.i.us.i.i, label %B532.i.us.i.i, label %B180.endif.us.i.i
B180.endif.us.i.i:
  %.618.us.pre-phi.i.i = phi i64 [ %.pre.i.i, %B424.endif.i.us.i.i ], [ %.466.i.us.i.i, %B488.i.us.i.i ], [ %.466.i.us.i.i, %B630.i.us.i.i ]
  %storemerge.i.us.i.i = phi i64 [ %.13.i2.i.us.i.i, %B424.endif.i.us.i.i ], [ %limit.6.0.i.us.i.i, %B488.i.us.i.i ], [ %limit.9.2.i.us.i.i, %B630.i.us.i.i ]
  %18 = getelementptr i64, ptr %8, i64 %.611690692.us.i.i
  store i64 %storemerge.i.us.i.i, ptr %18, align 8
  %exitcond.not.us.i.i = icmp eq i64 %.618.us.pre-phi.i.i, 64
  br i1 %exitcond.not.us.i.i, label %B298.us.i.i, label %B180.us.i.i
B298.us.i.i:
  %.839.us.i.i = add nsw i64 %rows.2.1713.us.i.i, 1
  br label %B308.us.i.i
B308.us.i.i:
  %rows.3.2.us.i.i = phi i64 [ %.839.us.i.i, %B298.us.i.i ], [ %rows.2.1713.us.i.i, %B56.i.us.i.i ]
  %scevgep10.i.i = getelementptr i8, ptr %lsr.iv9.i.i, i64 %.35
  %exitcond918.not.us.i.i = icmp eq i64 %.4, %.416.us.i.i
  br i1 %exitcond918.not.us.i.i, label %B310.us.i.i, label %B102.us.i.i
B310.us.i.i:
  %.292.us.i.i = add nuw nsw i64 %.285770832.us.i.i, 1
  %.858.not.us.i.i = icmp eq i64 %rows.3.2.us.i.i, 0
  br i1 %.858.not.us.i.i, label %B711.us.i.i, label %B368.endif.lr.ph.us.i.i
B368.endif.lr.ph.us.i.i:
  %.886.us.i.i = icmp slt i64 %count.2.0834.us.i.i, 0
  %.887.us.i.i = select i1 %.886.us.i.i, i64 %.27, i64 0
  %19 = getelementptr i64, ptr %.25, i64 %count.2.0834.us.i.i
  %.901.us.i.i = getelementptr i64, ptr %19, i64 %.887.us.i.i
  store i64 %.285770832.us.i.i, ptr %.901.us.i.i, align 8
  %.rows.2.1.us.i.i = tail call i64 @llvm.smax.i64(i64 %rows.3.2.us.i.i, i64 0)
  %.1712.us.i.i = mul i64 %.285770832.us.i.i, %.12
  %unroll_iter.i.i = and i64 %rows.3.2.us.i.i, -2
  %.1195.us.epil.i.i = mul i64 %unroll_iter.i.i, %.21
  %invariant.gep30.i = getelementptr i64, ptr %.19, i64 %.1195.us.epil.i.i
  %20 = add i64 %rows.3.2.us.i.i, -2
  %21 = lshr i64 %20, 1
  %22 = add nuw i64 %21, 1
  %unroll_iter.i = and i64 %22, -2
  %23 = icmp eq i64 %.rows.2.1.us.i.i, 0
  %24 = icmp slt i64 %rows.3.2.us.i.i, 1
  %25 = icmp eq i64 %rows.3.2.us.i.i, 1
  %26 = icmp eq i64 %21, 0
  %27 = and i64 %20, 2
  %.not.i = icmp eq i64 %27, 0
  %28 = and i64 %rows.3.2.us.i.i, 1
  %29 = icmp eq i64 %28, 0
  %sunkaddr103.i = shl i64 %unroll_iter.i.i, 3
  %sunkaddr104.i = getelementptr i8, ptr %.28, i64 %sunkaddr103.i
  br label %B368.endif.us.i.i
B368.endif.us.i.i:
  %lsr.iv16.i.i = phi ptr [ %scevgep17.i.i, %B366.loopexit.loopexit.us.i.i ], [ %.19, %B368.endif.lr.ph.us.i.i ]
  %.995741758.us.i.i = phi i64 [ %.1002.us.i.i, %B366.loopexit.loopexit.us.i.i ], [ 0, %B368.endif.lr.ph.us.i.i ]
  %.1002.us.i.i = add nuw nsw i64 %.995741758.us.i.i, 1
  br i1 %23, label %B444.us.i.i, label %B402.lr.ph.us.i.i
B402.lr.ph.us.i.i:
  br i1 %25, label %B402.us.epil.preheader.i.i, label %B402.us.i.preheader.i
B402.us.i.preheader.i:
  br i1 %26, label %B402.us.i.epil.preheader.i, label %B402.us.i.i
B402.us.i.i:
  %lsr.iv.i = phi i64 [ %lsr.iv.next.i, %B402.us.i.i ], [ %unroll_iter.i, %B402.us.i.preheader.i ]
  %lsr.iv18.i.i = phi ptr [ %scevgep48.i, %B402.us.i.i ], [ %lsr.iv16.i.i, %B402.us.i.preheader.i ]
  %.1116720722.us.i.i = phi i64 [ %.1123.us.1.i.1.i, %B402.us.i.i ], [ 0, %B402.us.i.preheader.i ]
  %.1200.us.i.i = load i64, ptr %lsr.iv18.i.i, align 8
  %.1204.us.i.i = sitofp i64 %.1200.us.i.i to double
  %.1205.us.i.i = fmul double %.9, %.1204.us.i.i
  %.147.i.us.i.i = fmul double %.1205.us.i.i, %.1205.us.i.i
  %sunkaddr.i = shl i64 %.1116720722.us.i.i, 3
  %sunkaddr93.i = getelementptr i8, ptr %.28, i64 %sunkaddr.i
  store double %.147.i.us.i.i, ptr %sunkaddr93.i, align 8
  %sunkaddr32.i.i = getelementptr i8, ptr %lsr.iv18.i.i, i64 %sunkaddr31.i.i
  %.1200.us.1.i.i = load i64, ptr %sunkaddr32.i.i, align 8
  %.1204.us.1.i.i = sitofp i64 %.1200.us.1.i.i to double
  %.1205.us.1.i.i = fmul double %.9, %.1204.us.1.i.i
  %.147.i.us.1.i.i = fmul double %.1205.us.1.i.i, %.1205.us.1.i.i
  %sunkaddr96.i = getelementptr i8, ptr %sunkaddr93.i, i64 8
  store double %.147.i.us.1.i.i, ptr %sunkaddr96.i, align 8
  %scevgep46.i = getelementptr i8, ptr %sunkaddr32.i.i, i64 %sunkaddr31.i.i
  %.1200.us.i.1.i = load i64, ptr %scevgep46.i, align 8
  %.1204.us.i.1.i = sitofp i64 %.1200.us.i.1.i to double
  %.1205.us.i.1.i = fmul double %.9, %.1204.us.i.1.i
  %.147.i.us.i.1.i = fmul double %.1205.us.i.1.i, %.1205.us.i.1.i
  %sunkaddr99.i = getelementptr i8, ptr %sunkaddr93.i, i64 16
  store double %.147.i.us.i.1.i, ptr %sunkaddr99.i, align 8
  %scevgep47.i = getelementptr i8, ptr %scevgep46.i, i64 %sunkaddr31.i.i
  %.1200.us.1.i.1.i = load i64, ptr %scevgep47.i, align 8
  %.1204.us.1.i.1.i = sitofp i64 %.1200.us.1.i.1.i to double
  %.1205.us.1.i.1.i = fmul double %.9, %.1204.us.1.i.1.i
  %.147.i.us.1.i.1.i = fmul double %.1205.us.1.i.1.i, %.1205.us.1.i.1.i
  %.1123.us.1.i.1.i = add i64 %.1116720722.us.i.i, 4
  %sunkaddr100.i = shl i64 %.1123.us.1.i.1.i, 3
  %sunkaddr101.i = getelementptr i8, ptr %.28, i64 %sunkaddr100.i
  %sunkaddr102.i = getelementptr i8, ptr %sunkaddr101.i, i64 -8
  store double %.147.i.us.1.i.1.i, ptr %sunkaddr102.i, align 8
  %lsr.iv.next.i = add i64 %lsr.iv.i, -2
  %niter.ncmp.1.i = icmp eq i64 %lsr.iv.next.i, 0
  %scevgep48.i = getelementptr i8, ptr %scevgep47.i, i64 %sunkaddr31.i.i
  br i1 %niter.ncmp.1.i, label %B444.us.loopexit.unr-lcssa.i.unr-lcssa.i, label %B402.us.i.i
B444.us.loopexit.unr-lcssa.i.unr-lcssa.i:
  %scevgep19.i.i = getelementptr i8, ptr %lsr.iv18.i.i, i64 %45
  %scevgep19.i.1.i = getelementptr i8, ptr %scevgep19.i.i, i64 %45
  br i1 %.not.i, label %B402.us.i.epil.preheader.i, label %B444.us.loopexit.unr-lcssa.i.i
B402.us.i.epil.preheader.i:
  %lsr.iv18.i.epil.init.i = phi ptr [ %scevgep19.i.1.i, %B444.us.loopexit.unr-lcssa.i.unr-lcssa.i ], [ %lsr.iv16.i.i, %B402.us.i.preheader.i ]
  %.1116720722.us.i.epil.init.i = phi i64 [ %.1123.us.1.i.1.i, %B444.us.loopexit.unr-lcssa.i.unr-lcssa.i ], [ 0, %B402.us.i.preheader.i ]
  %.1200.us.i.epil.i = load i64, ptr %lsr.iv18.i.epil.init.i, align 8
  %.1204.us.i.epil.i = sitofp i64 %.1200.us.i.epil.i to double
  %.1205.us.i.epil.i = fmul double %.9, %.1204.us.i.epil.i
  %.147.i.us.i.epil.i = fmul double %.1205.us.i.epil.i, %.1205.us.i.epil.i
  %sunkaddr.i.epil.i = shl i64 %.1116720722.us.i.epil.init.i, 3
  %sunkaddr30.i.epil.i = getelementptr i8, ptr %.28, i64 %sunkaddr.i.epil.i
  store double %.147.i.us.i.epil.i, ptr %sunkaddr30.i.epil.i, align 8
  %sunkaddr32.i.epil.i = getelementptr i8, ptr %lsr.iv18.i.epil.init.i, i64 %sunkaddr31.i.i
  %.1200.us.1.i.epil.i = load i64, ptr %sunkaddr32.i.epil.i, align 8
  %.1204.us.1.i.epil.i = sitofp i64 %.1200.us.1.i.epil.i to double
  %.1205.us.1.i.epil.i = fmul double %.9, %.1204.us.1.i.epil.i
  %.147.i.us.1.i.epil.i = fmul double %.1205.us.1.i.epil.i, %.1205.us.1.i.epil.i
  %sunkaddr35.i.epil.i = getelementptr i8, ptr %sunkaddr30.i.epil.i, i64 8
  store double %.147.i.us.1.i.epil.i, ptr %sunkaddr35.i.epil.i, align 8
  br label %B444.us.loopexit.unr-lcssa.i.i
B444.us.loopexit.unr-lcssa.i.i:
  br i1 %29, label %B444.us.i.i, label %B402.us.epil.preheader.i.i
B402.us.epil.preheader.i.i:
  %gep.i = getelementptr i64, ptr %invariant.gep30.i, i64 %.995741758.us.i.i
  %.1200.us.epil.i.i = load i64, ptr %gep.i, align 8
  %.1204.us.epil.i.i = sitofp i64 %.1200.us.epil.i.i to double
  %.1205.us.epil.i.i = fmul double %.9, %.1204.us.epil.i.i
  %.147.i.us.epil.i.i = fmul double %.1205.us.epil.i.i, %.1205.us.epil.i.i
  store double %.147.i.us.epil.i.i, ptr %sunkaddr104.i, align 8
  br label %B444.us.i.i
B444.us.i.i:
  br i1 %24, label %B444.endif.endif.us.i.i, label %B50.i.us.i.i
B50.i.us.i.i:
  %held.3.0252.i.us.i.i = phi i64 [ %.588.i.us.i.i, %B354.i.us.i.i ], [ -1, %B444.us.i.i ]
  %.156248250.i.us.i.i = phi i64 [ %.163.i.us.i.i, %B354.i.us.i.i ], [ 0, %B444.us.i.i ]
  %.163.i.us.i.i = add nuw nsw i64 %.156248250.i.us.i.i, 1
  %30 = getelementptr double, ptr %.28, i64 %.156248250.i.us.i.i
  %.229.i.us.i.i = load double, ptr %30, align 8
  %31 = getelementptr i64, ptr %.632.i, i64 %.156248250.i.us.i.i
  %.260.i.us.i.i = load i64, ptr %31, align 8
  %.292.i.us.i.i = mul nsw i64 %.260.i.us.i.i, %.260.i.us.i.i
  %.294.i.us.i.i = uitofp i64 %.292.i.us.i.i to double
  %.295.i.us.i.i = fmul double %.62.i.i.i, %.294.i.us.i.i
  %.296.i.us.i.i = fadd double %.229.i.us.i.i, %.295.i.us.i.i
  %.305.i.us.i.i = icmp sgt i64 %held.3.0252.i.us.i.i, -1
  br i1 %.305.i.us.i.i, label %B148.i.us.i.i, label %B354.i.us.i.i
B148.i.us.i.i:
  %held.4.1.i.us.i.i = phi i64 [ %.568.i.us.i.i, %B306.i.us.i.i ], [ %held.3.0252.i.us.i.i, %B50.i.us.i.i ]
  %32 = shl i64 %held.4.1.i.us.i.i, 3
  %scevgep1.i.us.i.i = getelementptr i8, ptr %.702.i, i64 %32
  %.346.i.us.i.i = load i64, ptr %scevgep1.i.us.i.i, align 8
  %.360.i.us.i.i = icmp slt i64 %.346.i.us.i.i, 0
  %.361.i.us.i.i = select i1 %.360.i.us.i.i, i64 %.30, i64 0
  %33 = getelementptr double, ptr %.28, i64 %.346.i.us.i.i
  %.375.i.us.i.i = getelementptr double, ptr %33, i64 %.361.i.us.i.i
  %.376.i.us.i.i = load double, ptr %.375.i.us.i.i, align 8
  %.391.i.us.i.i = select i1 %.360.i.us.i.i, i64 %.27, i64 0
  %34 = getelementptr i64, ptr %.632.i, i64 %.346.i.us.i.i
  %.405.i.us.i.i = getelementptr i64, ptr %34, i64 %.391.i.us.i.i
  %.406.i.us.i.i = load i64, ptr %.405.i.us.i.i, align 8
  %.437.i.us.i.i = mul nsw i64 %.406.i.us.i.i, %.406.i.us.i.i
  %.439.i.us.i.i = uitofp i64 %.437.i.us.i.i to double
  %.440.i.us.i.i = fmul double %.62.i.i.i, %.439.i.us.i.i
  %.441.i.us.i.i = fadd double %.376.i.us.i.i, %.440.i.us.i.i
  %.443.i.us.i.i = fsub double %.296.i.us.i.i, %.441.i.us.i.i
  %.508.i.us.i.i = sub nsw i64 %.260.i.us.i.i, %.406.i.us.i.i
  %.509.i.us.i.i = sitofp i64 %.508.i.us.i.i to double
  %.510.i.us.i.i = fmul double %.446.i.i.i, %.509.i.us.i.i
  %.514.i.us.i.i = fdiv double %.443.i.us.i.i, %.510.i.us.i.i
  %scevgep49.i = getelementptr i8, ptr %.877.i, i64 %32
  %.548.i.us.i.i = load double, ptr %scevgep49.i, align 8
  %.550.i.us.i.i = fcmp ogt double %.514.i.us.i.i, %.548.i.us.i.i
  br i1 %.550.i.us.i.i, label %B354.i.us.i.i, label %B306.i.us.i.i
B306.i.us.i.i:
  %.568.i.us.i.i = add nsw i64 %held.4.1.i.us.i.i, -1
  %.576.i.us.i.i = icmp sgt i64 %held.4.1.i.us.i.i, 0
  br i1 %.576.i.us.i.i, label %B148.i.us.i.i, label %B354.i.us.i.i
B354.i.us.i.i:
  %held.5.2.i.us.i.i = phi i64 [ %held.3.0252.i.us.i.i, %B50.i.us.i.i ], [ -1, %B306.i.us.i.i ], [ %held.4.1.i.us.i.i, %B148.i.us.i.i ]
  %crossing.3.2.i.us.i.i = phi double [ 0xFFF0000000000000, %B50.i.us.i.i ], [ 0xFFF0000000000000, %B306.i.us.i.i ], [ %.514.i.us.i.i, %B148.i.us.i.i ]
  %.588.i.us.i.i = add nsw i64 %held.5.2.i.us.i.i, 1
  %.607.i.us.i.i = icmp slt i64 %held.5.2.i.us.i.i, -1
  %.608.i.us.i.i = select i1 %.607.i.us.i.i, i64 %.27, i64 0
  %35 = getelementptr i64, ptr %.702.i, i64 %.588.i.us.i.i
  %.622.i.us.i.i = getelementptr i64, ptr %35, i64 %.608.i.us.i.i
  store i64 %.156248250.i.us.i.i, ptr %.622.i.us.i.i, align 8
  %.641.i.us.i.i = select i1 %.607.i.us.i.i, i64 %.30, i64 0
  %36 = getelementptr double, ptr %.877.i, i64 %.588.i.us.i.i
  %.655.i.us.i.i = getelementptr double, ptr %36, i64 %.641.i.us.i.i
  store double %crossing.3.2.i.us.i.i, ptr %.655.i.us.i.i, align 8
  %exitcond.not.i1.us.i.i = icmp eq i64 %.163.i.us.i.i, %rows.3.2.us.i.i
  br i1 %exitcond.not.i1.us.i.i, label %B444.endif.endif.us.i.i, label %B50.i.us.i.i
B444.endif.endif.us.i.i:
  %held.3.0.lcssa.i.us.i.i = phi i64 [ -1, %B444.us.i.i ], [ %.588.i.us.i.i, %B354.i.us.i.i ]
  %invariant.gep728.us.i.i = getelementptr i64, ptr %.19, i64 %.995741758.us.i.i
  %37 = add nsw i64 %held.3.0.lcssa.i.us.i.i, -1
  br label %B520.us.i.i
B520.us.i.i:
  %at.2.3734.us.i.i = phi i64 [ 0, %B444.endif.endif.us.i.i ], [ %at.3.4.us.i.i, %B616.us.i.i ]
  %.1396730732.us.i.i = phi i64 [ 0, %B444.endif.endif.us.i.i ], [ %.1403.us.i.i, %B616.us.i.i ]
  %.1403.us.i.i = add nuw nsw i64 %.1396730732.us.i.i, 1
  %.1437.us.i.i = icmp slt i64 %at.2.3734.us.i.i, %held.3.0.lcssa.i.us.i.i
  br i1 %.1437.us.i.i, label %B534.us.i.i, label %B616.us.i.i
B534.us.i.i:
  %.1463.us.i.i = icmp slt i64 %at.2.3734.us.i.i, -1
  %.1464.us.i.i = select i1 %.1463.us.i.i, i64 %.30, i64 0
  %38 = getelementptr double, ptr %.877.i, i64 %at.2.3734.us.i.i
  %39 = getelementptr i8, ptr %38, i64 8
  %.1478.us.i.i = getelementptr double, ptr %39, i64 %.1464.us.i.i
  %.1479.us.i.i = load double, ptr %.1478.us.i.i, align 8
  %.1481.us.i.i = uitofp i64 %.1396730732.us.i.i to double
  %.1482.us.i.i = fcmp olt double %.1479.us.i.i, %.1481.us.i.i
  br i1 %.1482.us.i.i, label %B564.us.i.i, label %B616.us.i.i
B564.us.i.i:
  %at.4.5.us.i.i = phi i64 [ %.1488.us.i.i, %B586.us.i.i ], [ %at.2.3734.us.i.i, %B534.us.i.i ]
  %exitcond920.not.us.i.i = icmp eq i64 %37, %at.4.5.us.i.i
  br i1 %exitcond920.not.us.i.i, label %B616.us.i.i, label %B586.us.i.i
B586.us.i.i:
  %.1488.us.i.i = add i64 %at.4.5.us.i.i, 1
  %.1524.us.i.i = icmp slt i64 %at.4.5.us.i.i, -2
  %40 = select i1 %.1524.us.i.i, i64 %46, i64 0
  %41 = shl i64 %at.4.5.us.i.i, 3
  %scevgep52.i = getelementptr i8, ptr %scevgep51.i, i64 %40
  %scevgep53.i = getelementptr i8, ptr %scevgep52.i, i64 %41
  %.1540.us.i.i = load double, ptr %scevgep53.i, align 8
  %.1543.us.i.i = fcmp olt double %.1540.us.i.i, %.1481.us.i.i
  br i1 %.1543.us.i.i, label %B564.us.i.i, label %B616.us.i.i
B616.us.i.i:
  %at.3.4.us.i.i = phi i64 [ %at.2.3734.us.i.i, %B534.us.i.i ], [ %at.2.3734.us.i.i, %B520.us.i.i ], [ %held.3.0.lcssa.i.us.i.i, %B564.us.i.i ], [ %.1488.us.i.i, %B586.us.i.i ]
  %.1571.us.i.i = icmp slt i64 %at.3.4.us.i.i, 0
  %.1572.us.i.i = select i1 %.1571.us.i.i, i64 %.27, i64 0
  %42 = getelementptr i64, ptr %.702.i, i64 %at.3.4.us.i.i
  %.1586.us.i.i = getelementptr i64, ptr %42, i64 %.1572.us.i.i
  %.1587.us.i.i = load i64, ptr %.1586.us.i.i, align 8
  %.1603.us.i.i = icmp slt i64 %.1587.us.i.i, 0
  %.1604.us.i.i = select i1 %.1603.us.i.i, i64 %.27, i64 0
  %43 = getelementptr i64, ptr %.632.i, i64 %.1587.us.i.i
  %.1618.us.i.i = getelementptr i64, ptr %43, i64 %.1604.us.i.i
  %.1619.us.i.i = load i64, ptr %.1618.us.i.i, align 8
  %.1621.us.i.i = sub nsw i64 %.1396730732.us.i.i, %.1619.us.i.i
  %.1674.us.i.i = add i64 %.1396730732.us.i.i, %.1712.us.i.i
  %reass.mul680.us.i.i = mul i64 %.1674.us.i.i, %.13
  %reass.add678.us.i.i = add i64 %reass.mul680.us.i.i, %.995741758.us.i.i
  %reass.mul.us.i.i = mul i64 %reass.add678.us.i.i, %.14
  %.1720.us.i.i = getelementptr i16, ptr %.10, i64 %reass.mul.us.i.i
  %.1721.us.i.i = trunc i64 %.1621.us.i.i to i16
  store i16 %.1721.us.i.i, ptr %.1720.us.i.i, align 2
  %.1749.us.i.i = select i1 %.1603.us.i.i, i64 %.20, i64 0
  %.1750.us.i.i = add i64 %.1749.us.i.i, %.1587.us.i.i
  %.1770.us.i.i = mul i64 %.1750.us.i.i, %.21
  %gep738.us.i.i = getelementptr i64, ptr %invariant.gep728.us.i.i, i64 %.1770.us.i.i
  %.1775.us.i.i = load i64, ptr %gep738.us.i.i, align 8
  %.1878.us.i.i = getelementptr i8, ptr %.1720.us.i.i, i64 2
  %.1879.us.i.i = trunc i64 %.1775.us.i.i to i16
  store i16 %.1879.us.i.i, ptr %.1878.us.i.i, align 2
  %exitcond921.not.us.i.i = icmp eq i64 %.4, %.1403.us.i.i
  br i1 %exitcond921.not.us.i.i, label %B366.loopexit.loopexit.us.i.i, label %B520.us.i.i
B711.us.loopexit.i.i:
  %.904.us.i.i = add nsw i64 %count.2.0834.us.i.i, 1
  br label %B711.us.i.i
B711.us.i.i:
  %count.3.1.us.i.i = phi i64 [ %count.2.0834.us.i.i, %B310.us.i.i ], [ %.904.us.i.i, %B711.us.loopexit.i.i ]
  %scevgep.i2.i = getelementptr i8, ptr %lsr.iv.i1.i, i64 %44
  %exitcond923.not.us.i.i = icmp eq i64 %.292.us.i.i, %.3
  br i1 %exitcond923.not.us.i.i, label %B210.endif.endif.i, label %B64.endif.us.i.i
B366.loopexit.loopexit.us.i.i:
  %scevgep17.i.i = getelementptr i8, ptr %lsr.iv16.i.i, i64 8
  %exitcond922.not.us.i.i = icmp eq i64 %.1002.us.i.i, 64
  br i1 %exitcond922.not.us.i.i, label %B711.us.loopexit.i.i, label %B368.endif.us.i.i
B0.endif.endif.i:
  %.632.i = getelementptr i64, ptr %.25, i64 %.27
  %.702.idx.i = shl i64 %.27, 4
  %.702.i = getelementptr i8, ptr %.25, i64 %.702.idx.i
  %.877.i = getelementptr double, ptr %.28, i64 %.30
  %.10121596.not.i = icmp slt i64 %.5, 1
  br i1 %.10121596.not.i, label %v10, label %B210.lr.ph.i
B210.lr.ph.i:
  %factor.op.mul1481.i = mul i64 %.14, %.13
  %factor.op.mul.reass.i = mul i64 %factor.op.mul1481.i, %.12
  %.3108.i = mul i64 %.18, %.17
  %.746.i.i = shl nsw i64 %.5, 6
  %.62.i.i.i = fmul double %.8, %.8
  %.446.i.i.i = fmul double %.62.i.i.i, 2.000000e+00
  %44 = shl i64 %.248.i, 3
  %45 = shl i64 %.21, 4
  %46 = shl i64 %.30, 3
  %sunkaddr31.i.i = shl i64 %.21, 3
  %.62.i.i = fmul double %.7, %.7
  %.446.i.i = fmul double %.62.i.i, 2.000000e+00
  %xtraiter32.i = and i64 %.3, 3
  %unroll_iter36.i = and i64 %.3, 9223372036854775804
  %47 = getelementptr i8, ptr %.28, i64 %46
  %scevgep51.i = getelementptr i8, ptr %47, i64 16
  %48 = shl i64 %.3, 3
  %49 = mul i64 %.221.i, %48
  %50 = add i64 %49, 24
  %51 = mul i64 %50, %.248.i
  %scevgep54.i = getelementptr i8, ptr %.1, i64 %51
  %52 = shl i64 %.248.i, 5
  %53 = add i64 %49, 16
  %54 = mul i64 %53, %.248.i
  %scevgep62.i = getelementptr i8, ptr %.1, i64 %54
  %55 = add i64 %49, 8
  %56 = mul i64 %55, %.248.i
  %scevgep68.i = getelementptr i8, ptr %.1, i64 %56
  %57 = icmp sgt i64 %.4, 0
  %58 = icmp slt i64 %.4, 1
  %59 = icmp sgt i64 %.3, 0
  %60 = icmp ult i64 %.3, 4
  %61 = icmp eq i64 %xtraiter32.i, 0
  %62 = icmp slt i64 %.14, 1
  %.not1.i = icmp eq i64 %.14, 1
  %63 = icmp ugt i64 %.14, 2
  %64 = shl i64 %.32, 3
  %factor.op.mul = mul i64 %.14, %.12
  %factor.op.mul2.reass = mul i64 %factor.op.mul, %.13
  %brmerge = or i1 %.not1.i, %63
  %or.cond = select i1 %62, i1 true, i1 %brmerge
  br label %B210.i
B210.endif.endif.i:
  %count.2.0.lcssa.i.i = phi i64 [ 0, %B210.i ], [ %count.3.1.us.i.i, %B711.us.i.i ]
  br i1 %58, label %B208.loopexit.i, label %B296.endif.lr.ph.i
B296.endif.lr.ph.i:
  %invariant.gep1356.i = getelementptr i64, ptr %.15, i64 %.101814901608.i
  %invariant.gep.i = getelementptr i64, ptr %.255.i, i64 %.101814901608.i
  br i1 %59, label %B296.endif.us.preheader.i, label %B208.loopexit.i
B296.endif.us.preheader.i:
  %65 = icmp slt i64 %count.2.0.lcssa.i.i, 1
  br label %B296.endif.us.i
B296.endif.us.i:
  %lsr.iv76.i = phi ptr [ %scevgep77.i, %B294.loopexit.loopexit.us.i ], [ %lsr.iv74.i, %B296.endif.us.preheader.i ]
  %lsr.iv71.i = phi ptr [ %scevgep72.i, %B294.loopexit.loopexit.us.i ], [ %lsr.iv69.i, %B296.endif.us.preheader.i ]
  %lsr.iv65.i = phi ptr [ %scevgep66.i, %B294.loopexit.loopexit.us.i ], [ %lsr.iv63.i, %B296.endif.us.preheader.i ]
  %lsr.iv57.i = phi ptr [ %scevgep58.i, %B294.loopexit.loopexit.us.i ], [ %lsr.iv55.i, %B296.endif.us.preheader.i ]
  %.120713651459.us.i = phi i64 [ %.1214.us.i, %B294.loopexit.loopexit.us.i ], [ 0, %B296.endif.us.preheader.i ]
  %.1431.us.i = mul i64 %.120713651459.us.i, %.5
  %gep1473.us.i = getelementptr i64, ptr %invariant.gep.i, i64 %.1431.us.i
  br i1 %60, label %B370.us.epil.preheader.i, label %B370.us.i
B370.us.i:
  %lsr.iv59.i = phi i64 [ %lsr.iv.next60.i, %B370.us.i ], [ 0, %B296.endif.us.i ]
  %asked.3.21243.us.i = phi i64 [ %.1441.us.3.i, %B370.us.i ], [ 0, %B296.endif.us.i ]
  %.133112391241.us.i = phi i64 [ %.1338.us.3.i, %B370.us.i ], [ 0, %B296.endif.us.i ]
  %scevgep78.i = getelementptr i8, ptr %lsr.iv76.i, i64 %lsr.iv59.i
  %.1436.us.i = load i64, ptr %scevgep78.i, align 8
  %.1441.us.i = or i64 %.1436.us.i, %asked.3.21243.us.i
  %scevgep73.i = getelementptr i8, ptr %lsr.iv71.i, i64 %lsr.iv59.i
  %.1436.us.1.i = load i64, ptr %scevgep73.i, align 8
  %.1441.us.1.i = or i64 %.1441.us.i, %.1436.us.1.i
  %scevgep67.i = getelementptr i8, ptr %lsr.iv65.i, i64 %lsr.iv59.i
  %.1436.us.2.i = load i64, ptr %scevgep67.i, align 8
  %.1441.us.2.i = or i64 %.1441.us.1.i, %.1436.us.2.i
  %.1338.us.3.i = add nuw nsw i64 %.133112391241.us.i, 4
  %scevgep61.i = getelementptr i8, ptr %lsr.iv57.i, i64 %lsr.iv59.i
  %.1436.us.3.i = load i64, ptr %scevgep61.i, align 8
  %.1441.us.3.i = or i64 %.1441.us.2.i, %.1436.us.3.i
  %lsr.iv.next60.i = add i64 %lsr.iv59.i, %52
  %niter37.ncmp.3.i = icmp eq i64 %unroll_iter36.i, %.1338.us.3.i
  br i1 %niter37.ncmp.3.i, label %B402.us.unr-lcssa.i, label %B370.us.i
B402.us.unr-lcssa.i:
  br i1 %61, label %B402.us.i, label %B370.us.epil.preheader.i
B370.us.epil.preheader.i:
  %asked.3.21243.us.epil.init.i = phi i64 [ 0, %B296.endif.us.i ], [ %.1441.us.3.i, %B402.us.unr-lcssa.i ]
  %.133112391241.us.epil.init.i = phi i64 [ 0, %B296.endif.us.i ], [ %unroll_iter36.i, %B402.us.unr-lcssa.i ]
  %66 = mul i64 %.133112391241.us.epil.init.i, %44
  %scevgep79.i = getelementptr i8, ptr %lsr.iv76.i, i64 %66
  br label %B370.us.epil.i
B370.us.epil.i:
  %lsr.iv82.i = phi i64 [ %lsr.iv.next83.i, %B370.us.epil.i ], [ %xtraiter32.i, %B370.us.epil.preheader.i ]
  %lsr.iv80.i = phi ptr [ %scevgep81.i, %B370.us.epil.i ], [ %scevgep79.i, %B370.us.epil.preheader.i ]
  %asked.3.21243.us.epil.i = phi i64 [ %.1441.us.epil.i, %B370.us.epil.i ], [ %asked.3.21243.us.epil.init.i, %B370.us.epil.preheader.i ]
  %.1436.us.epil.i = load i64, ptr %lsr.iv80.i, align 8
  %.1441.us.epil.i = or i64 %.1436.us.epil.i, %asked.3.21243.us.epil.i
  %scevgep81.i = getelementptr i8, ptr %lsr.iv80.i, i64 %44
  %lsr.iv.next83.i = add nsw i64 %lsr.iv82.i, -1
  %epil.iter.cmp.not.i = icmp eq i64 %lsr.iv.next83.i, 0
  br i1 %epil.iter.cmp.not.i, label %B402.us.i, label %B370.us.epil.i
B402.us.i:
  %.1441.us.lcssa.i = phi i64 [ %.1441.us.3.i, %B402.us.unr-lcssa.i ], [ %.1441.us.epil.i, %B370.us.epil.i ]
  %.1214.us.i = add nuw nsw i64 %.120713651459.us.i, 1
  %.1454.not.us.i = icmp eq i64 %.1441.us.lcssa.i, 0
  br i1 %.1454.not.us.i, label %B1020.lr.ph.us.i, label %B408.endif.preheader.us.i
B408.endif.preheader.us.i:
  %.1714.us.i = mul i64 %.120713651459.us.i, %factor.op.mul1481.i
  %invariant.gep1258.us.i = getelementptr i16, ptr %.10, i64 %.1714.us.i
  br label %B408.endif.us.i
B408.endif.us.i:
  %asked.4.2.us.i = phi i64 [ %.1441.us.lcssa.i, %B408.endif.preheader.us.i ], [ %.1469.us.i, %B982.us.i ]
  %.1462.us.i = tail call i64 @llvm.cttz.i64(i64 %asked.4.2.us.i, i1 true)
  %.1467.us.i = add i64 %asked.4.2.us.i, -1
  %.1469.us.i = and i64 %.1467.us.i, %asked.4.2.us.i
  %.pre.i = mul i64 %.1462.us.i, %.14
  br i1 %65, label %B604.endif.endif.us.i, label %B496.lr.ph.us.i
B496.lr.ph.us.i:
  %invariant.gep1260.us.i = getelementptr i16, ptr %invariant.gep1258.us.i, i64 %.pre.i
  br label %B496.us.i
B496.us.i:
  %.156112511254.us.i = phi i64 [ 0, %B496.lr.ph.us.i ], [ %.1568.us.i, %B496.us.i ]
  %67 = shl i64 %.156112511254.us.i, 3
  %scevgep85.i = getelementptr i8, ptr %.25, i64 %67
  %.1622.us.i = load i64, ptr %scevgep85.i, align 8
  %.1669.us.i = icmp slt i64 %.1622.us.i, 0
  %.1670.us.i = select i1 %.1669.us.i, i64 %.11, i64 0
  %.1671.us.i = add i64 %.1670.us.i, %.1622.us.i
  %.1712.us.i = mul i64 %factor.op.mul2.reass, %.1671.us.i
  %gep1261.us.i = getelementptr i16, ptr %invariant.gep1260.us.i, i64 %.1712.us.i
  %.1721.us.i = load i16, ptr %gep1261.us.i, align 2
  %.1723.us.i = sitofp i16 %.1721.us.i to double
  %.1724.us.i = fmul double %.8, %.1723.us.i
  %.1876.us.i = getelementptr i8, ptr %gep1261.us.i, i64 2
  %.1877.us.i = load i16, ptr %.1876.us.i, align 2
  %.1879.us.i = sitofp i16 %.1877.us.i to double
  %.1880.us.i = fmul double %.9, %.1879.us.i
  %.147.i23.us.i = fmul double %.1880.us.i, %.1880.us.i
  %.147.i.us.i = fmul double %.1724.us.i, %.1724.us.i
  %.1568.us.i = add nuw nsw i64 %.156112511254.us.i, 1
  %.1905.us.i = fadd double %.147.i.us.i, %.147.i23.us.i
  %scevgep84.i = getelementptr i8, ptr %.28, i64 %67
  store double %.1905.us.i, ptr %scevgep84.i, align 8
  %exitcond1854.not.us.i = icmp eq i64 %count.2.0.lcssa.i.i, %.1568.us.i
  br i1 %exitcond1854.not.us.i, label %B50.i.us.i, label %B496.us.i
B50.i.us.i:
  %held.3.0252.i.us.i = phi i64 [ %.588.i.us.i, %B354.i.us.i ], [ -1, %B496.us.i ]
  %.156248250.i.us.i = phi i64 [ %.163.i.us.i, %B354.i.us.i ], [ 0, %B496.us.i ]
  %.163.i.us.i = add nuw nsw i64 %.156248250.i.us.i, 1
  %68 = getelementptr double, ptr %.28, i64 %.156248250.i.us.i
  %.229.i.us.i = load double, ptr %68, align 8
  %69 = getelementptr i64, ptr %.25, i64 %.156248250.i.us.i
  %.260.i.us.i = load i64, ptr %69, align 8
  %.292.i.us.i = mul nsw i64 %.260.i.us.i, %.260.i.us.i
  %.294.i.us.i = uitofp i64 %.292.i.us.i to double
  %.295.i.us.i = fmul double %.62.i.i, %.294.i.us.i
  %.296.i.us.i = fadd double %.229.i.us.i, %.295.i.us.i
  %.305.i.us.i = icmp sgt i64 %held.3.0252.i.us.i, -1
  br i1 %.305.i.us.i, label %B148.i.us.i, label %B354.i.us.i
B148.i.us.i:
  %held.4.1.i.us.i = phi i64 [ %.568.i.us.i, %B306.i.us.i ], [ %held.3.0252.i.us.i, %B50.i.us.i ]
  %70 = shl i64 %held.4.1.i.us.i, 3
  %scevgep1.i.us.i = getelementptr i8, ptr %.702.i, i64 %70
  %.346.i.us.i = load i64, ptr %scevgep1.i.us.i, align 8
  %.360.i.us.i = icmp slt i64 %.346.i.us.i, 0
  %.361.i4.us.i = select i1 %.360.i.us.i, i64 %.30, i64 0
  %71 = getelementptr double, ptr %.28, i64 %.346.i.us.i
  %.375.i.us.i = getelementptr double, ptr %71, i64 %.361.i4.us.i
  %.376.i.us.i = load double, ptr %.375.i.us.i, align 8
  %.391.i.us.i = select i1 %.360.i.us.i, i64 %.27, i64 0
  %72 = getelementptr i64, ptr %.25, i64 %.346.i.us.i
  %.405.i.us.i = getelementptr i64, ptr %72, i64 %.391.i.us.i
  %.406.i.us.i = load i64, ptr %.405.i.us.i, align 8
  %.437.i.us.i = mul nsw i64 %.406.i.us.i, %.406.i.us.i
  %.439.i.us.i = uitofp i64 %.437.i.us.i to double
  %.440.i.us.i = fmul double %.62.i.i, %.439.i.us.i
  %.441.i.us.i = fadd double %.376.i.us.i, %.440.i.us.i
  %.443.i.us.i = fsub double %.296.i.us.i, %.441.i.us.i
  %.508.i.us.i = sub nsw i64 %.260.i.us.i, %.406.i.us.i
  %.509.i.us.i = sitofp i64 %.508.i.us.i to double
  %.510.i.us.i = fmul double %.446.i.i, %.509.i.us.i
  %.514.i.us.i = fdiv double %.443.i.us.i, %.510.i.us.i
  %scevgep86.i = getelementptr i8, ptr %.877.i, i64 %70
  %.548.i.us.i = load double, ptr %scevgep86.i, align 8
  %.550.i.us.i = fcmp ogt double %.514.i.us.i, %.548.i.us.i
  br i1 %.550.i.us.i, label %B354.i.us.i, label %B306.i.us.i
B306.i.us.i:
  %.568.i.us.i = add nsw i64 %held.4.1.i.us.i, -1
  %.576.i.us.i = icmp sgt i64 %held.4.1.i.us.i, 0
  br i1 %.576.i.us.i, label %B148.i.us.i, label %B354.i.us.i
B354.i.us.i:
  %held.5.2.i.us.i = phi i64 [ %held.3.0252.i.us.i, %B50.i.us.i ], [ -1, %B306.i.us.i ], [ %held.4.1.i.us.i, %B148.i.us.i ]
  %crossing.3.2.i.us.i = phi double [ 0xFFF0000000000000, %B50.i.us.i ], [ 0xFFF0000000000000, %B306.i.us.i ], [ %.514.i.us.i, %B148.i.us.i ]
  %.588.i.us.i = add nsw i64 %held.5.2.i.us.i, 1
  %.607.i.us.i = icmp slt i64 %held.5.2.i.us.i, -1
  %.608.i.us.i = select i1 %.607.i.us.i, i64 %.27, i64 0
  %73 = getelementptr i64, ptr %.702.i, i64 %.588.i.us.i
  %.622.i.us.i = getelementptr i64, ptr %73, i64 %.608.i.us.i
  store i64 %.156248250.i.us.i, ptr %.622.i.us.i, align 8
  %.641.i.us.i = select i1 %.607.i.us.i, i64 %.30, i64 0
  %74 = getelementptr double, ptr %.877.i, i64 %.588.i.us.i
  %.655.i.us.i = getelementptr double, ptr %74, i64 %.641.i.us.i
  store double %crossing.3.2.i.us.i, ptr %.655.i.us.i, align 8
  %exitcond.not.i3.us.i = icmp eq i64 %.163.i.us.i, %count.2.0.lcssa.i.i
  br i1 %exitcond.not.i3.us.i, label %B604.endif.endif.us.i, label %B50.i.us.i
B604.endif.endif.us.i:
  %held.3.0.lcssa.i.us.i = phi i64 [ -1, %B408.endif.us.i ], [ %.588.i.us.i, %B354.i.us.i ]
  %invariant.gep1267.us.i = getelementptr double, ptr %.22, i64 %.1462.us.i
  %75 = shl nuw i64 1, %.1462.us.i
  %invariant.gep1296.us.i = getelementptr i16, ptr %invariant.gep1258.us.i, i64 %.pre.i
  %76 = add nsw i64 %held.3.0.lcssa.i.us.i, -1
  br label %B680.us.i
B680.us.i:
  %at.2.41284.us.i = phi i64 [ 0, %B604.endif.endif.us.i ], [ %at.3.5.us.i, %B980.us.i ]
  %.207212731282.us.i = phi i64 [ 0, %B604.endif.endif.us.i ], [ %.2079.us.i, %B980.us.i ]
  %.2079.us.i = add nuw nsw i64 %.207212731282.us.i, 1
  %.2113.us.i = icmp slt i64 %at.2.41284.us.i, %held.3.0.lcssa.i.us.i
  br i1 %.2113.us.i, label %B694.us.i, label %B776.us.i
B694.us.i:
  %.2139.us.i = icmp slt i64 %at.2.41284.us.i, -1
  %.2140.us.i = select i1 %.2139.us.i, i64 %.30, i64 0
  %77 = getelementptr double, ptr %.877.i, i64 %at.2.41284.us.i
  %78 = getelementptr i8, ptr %77, i64 8
  %.2154.us.i = getelementptr double, ptr %78, i64 %.2140.us.i
  %.2155.us.i = load double, ptr %.2154.us.i, align 8
  %.2157.us.i = uitofp i64 %.207212731282.us.i to double
  %.2158.us.i = fcmp olt double %.2155.us.i, %.2157.us.i
  br i1 %.2158.us.i, label %B724.us.i, label %B776.us.i
B724.us.i:
  %at.4.6.us.i = phi i64 [ %.2164.us.i, %B746.us.i ], [ %at.2.41284.us.i, %B694.us.i ]
  %exitcond1855.not.us.i = icmp eq i64 %76, %at.4.6.us.i
  br i1 %exitcond1855.not.us.i, label %B776.us.i, label %B746.us.i
B746.us.i:
  %.2164.us.i = add i64 %at.4.6.us.i, 1
  %.2200.us.i = icmp slt i64 %at.4.6.us.i, -2
  %79 = select i1 %.2200.us.i, i64 %46, i64 0
  %scevgep88.i = getelementptr i8, ptr %.877.i, i64 %79
  %80 = shl i64 %at.4.6.us.i, 3
  %scevgep89.i = getelementptr i8, ptr %scevgep88.i, i64 %80
  %scevgep90.i = getelementptr i8, ptr %scevgep89.i, i64 16
  %.2216.us.i = load double, ptr %scevgep90.i, align 8
  %.2219.us.i = fcmp olt double %.2216.us.i, %.2157.us.i
  br i1 %.2219.us.i, label %B724.us.i, label %B776.us.i
B776.us.i:
  %at.3.5.us.i = phi i64 [ %at.2.41284.us.i, %B694.us.i ], [ %at.2.41284.us.i, %B680.us.i ], [ %held.3.0.lcssa.i.us.i, %B724.us.i ], [ %.2164.us.i, %B746.us.i ]
  %.2299.us.i = mul i64 %.207212731282.us.i, %.248.i
  %gep1293.us.i = getelementptr i64, ptr %gep1473.us.i, i64 %.2299.us.i
  %.2306.us.i = load i64, ptr %gep1293.us.i, align 8
  %81 = and i64 %.2306.us.i, %75
  %.2313.not.us.i = icmp eq i64 %81, 0
  br i1 %.2313.not.us.i, label %B980.us.i, label %B856.us.i
B856.us.i:
  br i1 %or.cond, label %v10, label %B856.endif.endif.endif.endif.endif.endif.endif.us.i
B856.endif.endif.endif.endif.endif.endif.endif.us.i:
  %82 = getelementptr i64, ptr %.702.i, i64 %at.3.5.us.i
  %.2329.us.i = icmp slt i64 %at.3.5.us.i, 0
  %.2330.us.i = select i1 %.2329.us.i, i64 %.27, i64 0
  %.2344.us.i = getelementptr i64, ptr %82, i64 %.2330.us.i
  %.2345.us.i = load i64, ptr %.2344.us.i, align 8
  %83 = getelementptr i64, ptr %.25, i64 %.2345.us.i
  %.2359.us.i = icmp slt i64 %.2345.us.i, 0
  %.2360.us.i = select i1 %.2359.us.i, i64 %.27, i64 0
  %.2374.us.i = getelementptr i64, ptr %83, i64 %.2360.us.i
  %.2375.us.i = load i64, ptr %.2374.us.i, align 8
  %.2415.us.i = icmp slt i64 %.2375.us.i, 0
  %.2416.us.i = select i1 %.2415.us.i, i64 %.11, i64 0
  %.2417.us.i = add i64 %.2416.us.i, %.2375.us.i
  %.2455.us.i = mul i64 %factor.op.mul.reass.i, %.2417.us.i
  %gep1297.us.i = getelementptr i16, ptr %invariant.gep1296.us.i, i64 %.2455.us.i
  %.2549.us.i = load i16, ptr %gep1297.us.i, align 2
  %.2615.us.i = getelementptr i8, ptr %gep1297.us.i, i64 2
  %.2617.us.i = load i16, ptr %.2615.us.i, align 2
  %.2718.us.i = sub nsw i64 %.207212731282.us.i, %.2375.us.i
  %.2720.us.i = sitofp i64 %.2718.us.i to double
  %.2721.us.i = fmul double %.7, %.2720.us.i
  %.2723.us.i = sitofp i16 %.2549.us.i to double
  %.2724.us.i = fmul double %.8, %.2723.us.i
  %.2726.us.i = sitofp i16 %.2617.us.i to double
  %.2727.us.i = fmul double %.9, %.2726.us.i
  %.7.i.us.i = fmul double %.2721.us.i, %.2721.us.i
  %.8.i.us.i = fmul double %.2724.us.i, %.2724.us.i
  %.9.i.us.i = fadd double %.7.i.us.i, %.8.i.us.i
  %.10.i.us.i = fmul double %.2727.us.i, %.2727.us.i
  %.11.i.us.i = fadd double %.9.i.us.i, %.10.i.us.i
  %.2802.us.i = mul i64 %.207212731282.us.i, %.24
  %gep1268.us.i = getelementptr double, ptr %invariant.gep1267.us.i, i64 %.2802.us.i
  store double %.11.i.us.i, ptr %gep1268.us.i, align 8
  br label %B980.us.i
B980.us.i:
  %exitcond1856.not.us.i = icmp eq i64 %.3, %.2079.us.i
  br i1 %exitcond1856.not.us.i, label %B982.us.i, label %B680.us.i
B982.us.i:
  %.2833.not.us.i = icmp eq i64 %.1469.us.i, 0
  br i1 %.2833.not.us.i, label %B1020.lr.ph.us.i, label %B408.endif.us.i
B1020.lr.ph.us.i:
  %.3112.us.i = mul i64 %.120713651459.us.i, %.18
  %gep1479.us.i = getelementptr i64, ptr %invariant.gep1356.i, i64 %.3112.us.i
  br label %B1020.us.i
B1020.us.i:
  %.293013341336.us.i = phi i64 [ 0, %B1020.lr.ph.us.i ], [ %.2937.us.i, %B1162.us.i ]
  %.2937.us.i = add nuw nsw i64 %.293013341336.us.i, 1
  %.3032.us.i = mul i64 %.293013341336.us.i, %.248.i
  %gep1345.us.i = getelementptr i64, ptr %gep1473.us.i, i64 %.3032.us.i
  %.3039.us.i = load i64, ptr %gep1345.us.i, align 8
  %.3127.not.us.i = icmp eq i64 %.3039.us.i, 0
  br i1 %.3127.not.us.i, label %B1162.us.i, label %B1070.preheader.us.i
B1070.preheader.us.i:
  %.3110.us.i = mul i64 %.3108.i, %.293013341336.us.i
  %gep1351.us.i = getelementptr i64, ptr %gep1479.us.i, i64 %.3110.us.i
  %.3117.us.i = load i64, ptr %gep1351.us.i, align 8
  %.3178.us.i = mul i64 %.293013341336.us.i, %.24
  %84 = getelementptr double, ptr %.22, i64 %.3178.us.i
  br label %B1070.us.i
B1070.us.i:
  %n.3.3.us.i = phi i64 [ %.3224.us.i, %B1070.us.i ], [ %.3117.us.i, %B1070.preheader.us.i ]
  %todo.2.3.us.i = phi i64 [ %.3220.us.i, %B1070.us.i ], [ %.3039.us.i, %B1070.preheader.us.i ]
  %.3130.us.i = tail call i64 @llvm.cttz.i64(i64 %todo.2.3.us.i, i1 true)
  %.3182.us.i = getelementptr double, ptr %84, i64 %.3130.us.i
  %.3183.us.i = load double, ptr %.3182.us.i, align 8
  %.3200.us.i = icmp slt i64 %n.3.3.us.i, 0
  %85 = select i1 %.3200.us.i, i64 %64, i64 0
  %scevgep91.i = getelementptr i8, ptr %.31, i64 %85
  %86 = shl i64 %n.3.3.us.i, 3
  %scevgep92.i = getelementptr i8, ptr %scevgep91.i, i64 %86
  store double %.3183.us.i, ptr %scevgep92.i, align 8
  %.3218.us.i = add i64 %todo.2.3.us.i, -1
  %.3220.us.i = and i64 %.3218.us.i, %todo.2.3.us.i
  %.3224.us.i = add nsw i64 %n.3.3.us.i, 1
  %.3227.not.us.i = icmp eq i64 %.3220.us.i, 0
  br i1 %.3227.not.us.i, label %B1162.us.i, label %B1070.us.i
B1162.us.i:
  %exitcond1857.not.us.i = icmp eq i64 %.3, %.2937.us.i
  br i1 %exitcond1857.not.us.i, label %B294.loopexit.loopexit.us.i, label %B1020.us.i
B294.loopexit.loopexit.us.i:
  %scevgep58.i = getelementptr i8, ptr %lsr.iv57.i, i64 %.35
  %scevgep66.i = getelementptr i8, ptr %lsr.iv65.i, i64 %.35
  %scevgep72.i = getelementptr i8, ptr %lsr.iv71.i, i64 %.35
  %scevgep77.i = getelementptr i8, ptr %lsr.iv76.i, i64 %.35
  %exitcond1858.not.us.i = icmp eq i64 %.4, %.1214.us.i
  br i1 %exitcond1858.not.us.i, label %B208.loopexit.i, label %B296.endif.us.i
v10:
  ret i64 0
}
declare { i64, i1 } @llvm.uadd.with.overflow.i64(i64, i64)
define i64 @segeval_weigh(ptr readonly %.1, i64 %.2, i64 %.3, i64 %.4, i64 %.5, ptr readonly %.6, i64 %.7, i64 %.8, i64 %.9, i64 %.10, i64 %.11, i64 %.12, ptr readonly %.13, i64 %.14, ptr %.15, i64 %.16, ptr writeonly %.17, i64 %.18) local_unnamed_addr {
.20:
  %.135.i = icmp slt i64 %.11, 0
  %.136.i = select i1 %.135.i, i64 %.2, i64 0
  %.137.i = add i64 %.136.i, %.11
  %.164.i = mul i64 %.5, %.4
  %.165.i = mul i64 %.164.i, %.3
  %.169.i = mul i64 %.165.i, %.137.i
  %.171.i = getelementptr i64, ptr %.1, i64 %.169.i
  %.252.i = select i1 %.135.i, i64 %.7, i64 0
  %.253.i = add i64 %.252.i, %.11
  %.280.i = mul i64 %.10, %.9
  %.281.i = mul i64 %.280.i, %.8
  %.285.i = mul i64 %.281.i, %.253.i
  %.287.i = getelementptr i64, ptr %.6, i64 %.285.i
  %.493782.not.i = icmp slt i64 %.8, 1
  %.639723.not.i = icmp slt i64 %.9, 1
  %or.cond.i = select i1 %.493782.not.i, i1 true, i1 %.639723.not.i
  %.784679.not.i = icmp slt i64 %.10, 1
  %or.cond902.i = select i1 %or.cond.i, i1 true, i1 %.784679.not.i
  br i1 %or.cond902.i, label %v11, label %B108.endif.us.us.preheader.i
B108.endif.us.us.preheader.i:
  %.374.not.i = icmp eq i64 %.12, 0
  %.1050.us.us.us.us.i = sext i1 %.374.not.i to i64
  %0 = getelementptr i8, ptr %.15, i64 32
  %sunkaddr.i = getelementptr i8, ptr %.15, i64 8
  %sunkaddr144.i = getelementptr i8, ptr %.15, i64 16
  %sunkaddr145.i = getelementptr i8, ptr %.15, i64 24
  %sunkaddr146.i = getelementptr i8, ptr %.15, i64 40
  %sunkaddr147.i = getelementptr i8, ptr %.15, i64 48
  %sunkaddr148.i = getelementptr i8, ptr %.15, i64 56
  %1 = shl i64 %.18, 3
  br label %B108.endif.us.us.i
B108.endif.us.us.i:
  %n.5.0791.us.us.i = phi i64 [ %n.6.3.us.us.us.us.i, %B164.B106.loopexit_crit_edge.split.us.us.us.i ], [ 0, %B108.endif.us.us.preheader.i ]
  %.499763789.us.us.i = phi i64 [ %.506.us.us.i, %B164.B106.loopexit_crit_edge.split.us.us.us.i ], [ 0, %B108.endif.us.us.preheader.i ]
  %.892.us.us.i = mul i64 %.499763789.us.us.i, %.280.i
  %2 = getelementptr i64, ptr %.287.i, i64 %.892.us.us.i
  %spec.select640.us.us.us.us.i = add nsw i64 %.499763789.us.us.i, %.1050.us.us.us.us.i
  %factor.op.mul.reass.i = mul i64 %spec.select640.us.us.us.us.i, %.164.i
  %factor.op.mul132.reass.i = mul i64 %.499763789.us.us.i, %.164.i
  %3 = getelementptr i64, ptr %.171.i, i64 %factor.op.mul.reass.i
  %4 = getelementptr i64, ptr %.171.i, i64 %factor.op.mul132.reass.i
  %5 = icmp sgt i64 %spec.select640.us.us.us.us.i, -1
  %6 = icmp slt i64 %spec.select640.us.us.us.us.i, %.3
  %7 = icmp slt i64 %.499763789.us.us.i, %.3
  br label %B166.endif.us.us.us.i
B166.endif.us.us.us.i:
  %n.4.1730.us.us.us.i = phi i64 [ %n.5.0791.us.us.i, %B108.endif.us.us.i ], [ %n.6.3.us.us.us.us.i, %B220.B164.loopexit_crit_edge.split.us.us.us.us.i ]
  %.645708728.us.us.us.i = phi i64 [ 0, %B108.endif.us.us.i ], [ %.652.us.us.us.i, %B220.B164.loopexit_crit_edge.split.us.us.us.us.i ]
  %.894.us.us.us.i = mul i64 %.645708728.us.us.us.i, %.10
  %8 = getelementptr i64, ptr %2, i64 %.894.us.us.us.i
  %9 = tail call { i64, i1 } @llvm.uadd.with.overflow.i64(i64 %.645708728.us.us.us.i, i64 -1)
  %math.i = extractvalue { i64, i1 } %9, 0
  %ov.i = extractvalue { i64, i1 } %9, 1
  %.116.i.i = icmp sle i64 %.645708728.us.us.us.i, %.4
  %or.cond.i.i = select i1 %ov.i, i1 %.116.i.i, i1 false
  %.270.i.i = mul i64 %math.i, %.5
  %10 = getelementptr i64, ptr %3, i64 %.270.i.i
  %.270.i32.i = mul i64 %.645708728.us.us.us.i, %.5
  %11 = getelementptr i64, ptr %3, i64 %.270.i32.i
  %12 = getelementptr i64, ptr %4, i64 %.270.i.i
  %13 = getelementptr i64, ptr %4, i64 %.270.i32.i
  %brmerge.not.i = select i1 %6, i1 %or.cond.i.i, i1 false
  %14 = icmp slt i64 %.645708728.us.us.us.i, %.4
  %or.cond1.i = select i1 %6, i1 %14, i1 false
  br label %B222.us.us.us.us.i
B222.us.us.us.us.i:
  %n.3.2686.us.us.us.us.i = phi i64 [ %n.4.1730.us.us.us.i, %B166.endif.us.us.us.i ], [ %n.6.3.us.us.us.us.i, %B687.us.us.us.us.i ]
  %.790666684.us.us.us.us.i = phi i64 [ 0, %B166.endif.us.us.us.i ], [ %.797.us.us.us.us.i, %B687.us.us.us.us.i ]
  %.797.us.us.us.us.i = add nuw nsw i64 %.790666684.us.us.us.us.i, 1
  %15 = getelementptr i64, ptr %8, i64 %.790666684.us.us.us.us.i
  %.899.us.us.us.us.i = load i64, ptr %15, align 8
  %.907.not.us.us.us.us.i = icmp eq i64 %.899.us.us.us.us.i, 0
  br i1 %.907.not.us.us.us.us.i, label %B687.us.us.us.us.i, label %B284.us.us.us.us.preheader.i
B284.us.us.us.us.preheader.i:
  br i1 %5, label %B20.i.i, label %B310.endif.us.us.us.us.i
B20.i.i:
  br i1 %brmerge.not.i, label %B138.i.i, label %B20.i5.i
B138.i.i:
  %.199.i.i = icmp slt i64 %.790666684.us.us.us.us.i, %.5
  br i1 %.199.i.i, label %B172.i.i, label %B206.i.i
B172.i.i:
  %16 = getelementptr i64, ptr %10, i64 %.790666684.us.us.us.us.i
  %.275.i.i = load i64, ptr %16, align 8
  br label %B206.i.i
B206.i.i:
  %"$phi206.0.2.0.i.i" = phi i64 [ %.275.i.i, %B172.i.i ], [ 0, %B138.i.i ]
  %.293.i.not.i = icmp eq i64 %.790666684.us.us.us.us.i, 0
  br i1 %.293.i.not.i, label %B20.i5.thread.i, label %B220.i.i
B220.i.i:
  %17 = getelementptr i64, ptr %10, i64 %.790666684.us.us.us.us.i
  %.375.i.i = getelementptr i8, ptr %17, i64 -8
  %.376.i.i = load i64, ptr %.375.i.i, align 8
  %.389.i.i = lshr i64 %.376.i.i, 63
  br label %B20.i5.thread.i
B20.i5.thread.i:
  %"$phi302.0.2.0.i.i" = phi i64 [ %.389.i.i, %B220.i.i ], [ 0, %B206.i.i ]
  %.416.i.i = shl i64 %"$phi206.0.2.0.i.i", 1
  %.417.i.i = or i64 %"$phi302.0.2.0.i.i", %.416.i.i
  store i64 %.417.i.i, ptr %.15, align 8
  store i64 %"$phi206.0.2.0.i.i", ptr %sunkaddr.i, align 8
  br i1 %14, label %B138.i11.i, label %B20.i39.i
B310.endif.us.us.us.us.i:
  tail call void @llvm.memset.p0.i64(ptr nonnull align 8 dereferenceable(16) %.15, i8 0, i64 16, i1 false)
  br label %B20.i39.i
B20.i5.i:
  tail call void @llvm.memset.p0.i64(ptr nonnull align 8 dereferenceable(16) %.15, i8 0, i64 16, i1 false)
  br i1 %or.cond1.i, label %B138.i11.i, label %B20.i39.i
B138.i11.i:
  %.199.i12.i = icmp slt i64 %.790666684.us.us.us.us.i, %.5
  br i1 %.199.i12.i, label %B172.i29.i, label %B206.i13.i
B172.i29.i:
  %18 = getelementptr i64, ptr %11, i64 %.790666684.us.us.us.us.i
  %.275.i33.i = load i64, ptr %18, align 8
  br label %B206.i13.i
B206.i13.i:
  %"$phi206.0.2.0.i14.i" = phi i64 [ %.275.i33.i, %B172.i29.i ], [ 0, %B138.i11.i ]
  %.293.i15.not.i = icmp eq i64 %.790666684.us.us.us.us.i, 0
  br i1 %.293.i15.not.i, label %B302.i17.i, label %B220.i22.i
B220.i22.i:
  %19 = getelementptr i64, ptr %11, i64 %.790666684.us.us.us.us.i
  %.375.i26.i = getelementptr i8, ptr %19, i64 -8
  %.376.i27.i = load i64, ptr %.375.i26.i, align 8
  %.389.i28.i = lshr i64 %.376.i27.i, 63
  br label %B302.i17.i
B302.i17.i:
  %"$phi302.0.2.0.i18.i" = phi i64 [ %.389.i28.i, %B220.i22.i ], [ 0, %B206.i13.i ]
  %.416.i19.i = shl i64 %"$phi206.0.2.0.i14.i", 1
  %.417.i20.i = or i64 %"$phi302.0.2.0.i18.i", %.416.i19.i
  br label %B20.i39.i
B20.i39.i:
  %.1065.sroa.0.6.i = phi i64 [ %.417.i20.i, %B302.i17.i ], [ 0, %B20.i5.thread.i ], [ 0, %B310.endif.us.us.us.us.i ], [ 0, %B20.i5.i ]
  %.1065.sroa.17.6.i = phi i64 [ %"$phi206.0.2.0.i14.i", %B302.i17.i ], [ 0, %B20.i5.thread.i ], [ 0, %B310.endif.us.us.us.us.i ], [ 0, %B20.i5.i ]
  store i64 %.1065.sroa.0.6.i, ptr %sunkaddr144.i, align 8
  store i64 %.1065.sroa.17.6.i, ptr %sunkaddr145.i, align 8
  br i1 %7, label %B58.i41.i, label %B110.i71.critedge.i
B58.i41.i:
  br i1 %or.cond.i.i, label %B138.i45.i, label %B110.sink.split.i36.i
B110.sink.split.i36.i:
  tail call void @llvm.memset.p0.i64(ptr nonnull align 8 dereferenceable(16) %0, i8 0, i64 16, i1 false)
  br label %B58.i75.i
B138.i45.i:
  %.199.i46.i = icmp slt i64 %.790666684.us.us.us.us.i, %.5
  br i1 %.199.i46.i, label %B172.i63.i, label %B206.i47.i
B172.i63.i:
  %20 = getelementptr i64, ptr %12, i64 %.790666684.us.us.us.us.i
  %.275.i67.i = load i64, ptr %20, align 8
  br label %B206.i47.i
B206.i47.i:
  %"$phi206.0.2.0.i48.i" = phi i64 [ %.275.i67.i, %B172.i63.i ], [ 0, %B138.i45.i ]
  %.293.i49.not.i = icmp eq i64 %.790666684.us.us.us.us.i, 0
  br i1 %.293.i49.not.i, label %B20.i73.thread.i, label %B220.i56.i
B220.i56.i:
  %21 = getelementptr i64, ptr %12, i64 %.790666684.us.us.us.us.i
  %.375.i60.i = getelementptr i8, ptr %21, i64 -8
  %.376.i61.i = load i64, ptr %.375.i60.i, align 8
  %.389.i62.i = lshr i64 %.376.i61.i, 63
  br label %B20.i73.thread.i
B20.i73.thread.i:
  %"$phi302.0.2.0.i52.i" = phi i64 [ %.389.i62.i, %B220.i56.i ], [ 0, %B206.i47.i ]
  %.416.i53.i = shl i64 %"$phi206.0.2.0.i48.i", 1
  %.417.i54.i = or i64 %"$phi302.0.2.0.i52.i", %.416.i53.i
  store i64 %.417.i54.i, ptr %0, align 8
  store i64 %"$phi206.0.2.0.i48.i", ptr %sunkaddr146.i, align 8
  br label %B58.i75.i
B58.i75.i:
  br i1 %14, label %B138.i79.i, label %B310.endif.us.us.us.us.3.i
B110.i71.critedge.i:
  tail call void @llvm.memset.p0.i64(ptr nonnull align 8 dereferenceable(16) %0, i8 0, i64 16, i1 false)
  br label %B310.endif.us.us.us.us.3.i
B138.i79.i:
  %.199.i80.i = icmp slt i64 %.790666684.us.us.us.us.i, %.5
  br i1 %.199.i80.i, label %B172.i97.i, label %B206.i81.i
B172.i97.i:
  %22 = getelementptr i64, ptr %13, i64 %.790666684.us.us.us.us.i
  %.275.i101.i = load i64, ptr %22, align 8
  br label %B206.i81.i
B206.i81.i:
  %"$phi206.0.2.0.i82.i" = phi i64 [ %.275.i101.i, %B172.i97.i ], [ 0, %B138.i79.i ]
  %.293.i83.not.i = icmp eq i64 %.790666684.us.us.us.us.i, 0
  br i1 %.293.i83.not.i, label %B302.i85.i, label %B220.i90.i
B220.i90.i:
  %23 = getelementptr i64, ptr %13, i64 %.790666684.us.us.us.us.i
  %.375.i94.i = getelementptr i8, ptr %23, i64 -8
  %.376.i95.i = load i64, ptr %.375.i94.i, align 8
  %.389.i96.i = lshr i64 %.376.i95.i, 63
  br label %B302.i85.i
B302.i85.i:
  %"$phi302.0.2.0.i86.i" = phi i64 [ %.389.i96.i, %B220.i90.i ], [ 0, %B206.i81.i ]
  %.416.i87.i = shl i64 %"$phi206.0.2.0.i82.i", 1
  %.417.i88.i = or i64 %"$phi302.0.2.0.i86.i", %.416.i87.i
  br label %B310.endif.us.us.us.us.3.i
B310.endif.us.us.us.us.3.i:
  %.1065.sroa.0.4.i = phi i64 [ %.417.i88.i, %B302.i85.i ], [ 0, %B110.i71.critedge.i ], [ 0, %B58.i75.i ]
  %.1065.sroa.17.4.i = phi i64 [ %"$phi206.0.2.0.i82.i", %B302.i85.i ], [ 0, %B110.i71.critedge.i ], [ 0, %B58.i75.i ]
  store i64 %.1065.sroa.0.4.i, ptr %sunkaddr147.i, align 8
  store i64 %.1065.sroa.17.4.i, ptr %sunkaddr148.i, align 8
  br label %B412.endif.endif.us.us.us.us.us.i
B687.us.us.us.us.i:
  %n.6.3.us.us.us.us.i = phi i64 [ %n.3.2686.us.us.us.us.i, %B222.us.us.us.us.i ], [ %.1445.us.us.us.us.us.i, %B412.endif.endif.us.us.us.us.us.i ]
  %exitcond.not.i = icmp eq i64 %.10, %.797.us.us.us.us.i
  br i1 %exitcond.not.i, label %B220.B164.loopexit_crit_edge.split.us.us.us.us.i, label %B222.us.us.us.us.i
B412.endif.endif.us.us.us.us.us.i:
  %n.2.4.us.us.us.us.us.i = phi i64 [ %.1445.us.us.us.us.us.i, %B412.endif.endif.us.us.us.us.us.i ], [ %n.3.2686.us.us.us.us.i, %B310.endif.us.us.us.us.3.i ]
  %todo.2.4.us.us.us.us.us.i = phi i64 [ %.1209.us.us.us.us.us.i, %B412.endif.endif.us.us.us.us.us.i ], [ %.899.us.us.us.us.i, %B310.endif.us.us.us.us.3.i ]
  %.1202.us.us.us.us.us.i = tail call i64 @llvm.cttz.i64(i64 %todo.2.4.us.us.us.us.us.i, i1 true)
  %.1364.us.us.us.us.us.i = load i64, ptr %.15, align 8
  %.1366.us.us.us.us.us.i = lshr i64 %.1364.us.us.us.us.us.i, %.1202.us.us.us.us.us.i
  %.1367.us.us.us.us.us.i = and i64 %.1366.us.us.us.us.us.i, 1
  %.1364.us.us.us.us.us.1.i = load i64, ptr %sunkaddr.i, align 8
  %.1366.us.us.us.us.us.1.i = lshr i64 %.1364.us.us.us.us.us.1.i, %.1202.us.us.us.us.us.i
  %.1367.us.us.us.us.us.1.i = shl i64 %.1366.us.us.us.us.us.1.i, 1
  %.1368.us.us.us.us.us.1.i = and i64 %.1367.us.us.us.us.us.1.i, 2
  %.1370.us.us.us.us.us.1.i = or i64 %.1368.us.us.us.us.us.1.i, %.1367.us.us.us.us.us.i
  %.1364.us.us.us.us.us.2.i = load i64, ptr %sunkaddr144.i, align 8
  %.1366.us.us.us.us.us.2.i = lshr i64 %.1364.us.us.us.us.us.2.i, %.1202.us.us.us.us.us.i
  %.1367.us.us.us.us.us.2.i = shl i64 %.1366.us.us.us.us.us.2.i, 2
  %.1368.us.us.us.us.us.2.i = and i64 %.1367.us.us.us.us.us.2.i, 4
  %.1370.us.us.us.us.us.2.i = or i64 %.1370.us.us.us.us.us.1.i, %.1368.us.us.us.us.us.2.i
  %.1364.us.us.us.us.us.3.i = load i64, ptr %sunkaddr145.i, align 8
  %.1366.us.us.us.us.us.3.i = lshr i64 %.1364.us.us.us.us.us.3.i, %.1202.us.us.us.us.us.i
  %.1367.us.us.us.us.us.3.i = shl i64 %.1366.us.us.us.us.us.3.i, 3
  %.1368.us.us.us.us.us.3.i = and i64 %.1367.us.us.us.us.us.3.i, 8
  %.1370.us.us.us.us.us.3.i = or i64 %.1370.us.us.us.us.us.2.i, %.1368.us.us.us.us.us.3.i
  %.1364.us.us.us.us.us.4.i = load i64, ptr %0, align 8
  %.1366.us.us.us.us.us.4.i = lshr i64 %.1364.us.us.us.us.us.4.i, %.1202.us.us.us.us.us.i
  %.1367.us.us.us.us.us.4.i = shl i64 %.1366.us.us.us.us.us.4.i, 4
  %.1368.us.us.us.us.us.4.i = and i64 %.1367.us.us.us.us.us.4.i, 16
  %.1370.us.us.us.us.us.4.i = or i64 %.1370.us.us.us.us.us.3.i, %.1368.us.us.us.us.us.4.i
  %.1364.us.us.us.us.us.5.i = load i64, ptr %sunkaddr146.i, align 8
  %.1366.us.us.us.us.us.5.i = lshr i64 %.1364.us.us.us.us.us.5.i, %.1202.us.us.us.us.us.i
  %.1367.us.us.us.us.us.5.i = shl i64 %.1366.us.us.us.us.us.5.i, 5
  %.1368.us.us.us.us.us.5.i = and i64 %.1367.us.us.us.us.us.5.i, 32
  %.1370.us.us.us.us.us.5.i = or i64 %.1370.us.us.us.us.us.4.i, %.1368.us.us.us.us.us.5.i
  %.1364.us.us.us.us.us.6.i = load i64, ptr %sunkaddr147.i, align 8
  %.1366.us.us.us.us.us.6.i = lshr i64 %.1364.us.us.us.us.us.6.i, %.1202.us.us.us.us.us.i
  %.1367.us.us.us.us.us.6.i = shl i64 %.1366.us.us.us.us.us.6.i, 6
  %.1368.us.us.us.us.us.6.i = and i64 %.1367.us.us.us.us.us.6.i, 64
  %.1370.us.us.us.us.us.6.i = or i64 %.1370.us.us.us.us.us.5.i, %.1368.us.us.us.us.us.6.i
  %.1364.us.us.us.us.us.7.i = load i64, ptr %sunkaddr148.i, align 8
  %.1366.us.us.us.us.us.7.i = lshr i64 %.1364.us.us.us.us.us.7.i, %.1202.us.us.us.us.us.i
  %.1367.us.us.us.us.us.7.i = shl i64 %.1366.us.us.us.us.us.7.i, 7
  %.1368.us.us.us.us.us.7.i = and i64 %.1367.us.us.us.us.us.7.i, 128
  %.1370.us.us.us.us.us.7.i = or i64 %.1370.us.us.us.us.us.6.i, %.1368.us.us.us.us.us.7.i
  %.1207.us.us.us.us.us.i = add i64 %todo.2.4.us.us.us.us.us.i, -1
  %.1209.us.us.us.us.us.i = and i64 %.1207.us.us.us.us.us.i, %todo.2.4.us.us.us.us.us.i
  %.1409.us.us.us.us.us.i = getelementptr double, ptr %.13, i64 %.1370.us.us.us.us.us.7.i
  %.1410.us.us.us.us.us.i = load double, ptr %.1409.us.us.us.us.us.i, align 8
  %.1427.us.us.us.us.us.i = icmp slt i64 %n.2.4.us.us.us.us.us.i, 0
  %24 = select i1 %.1427.us.us.us.us.us.i, i64 %1, i64 0
  %scevgep.i = getelementptr i8, ptr %.17, i64 %24
  %25 = shl i64 %n.2.4.us.us.us.us.us.i, 3
  %scevgep143.i = getelementptr i8, ptr %scevgep.i, i64 %25
  store double %.1410.us.us.us.us.us.i, ptr %scevgep143.i, align 8
  %.1445.us.us.us.us.us.i = add i64 %n.2.4.us.us.us.us.us.i, 1
  %.1451.not.us.us.us.us.us.i = icmp eq i64 %.1209.us.us.us.us.us.i, 0
  br i1 %.1451.not.us.us.us.us.us.i, label %B687.us.us.us.us.i, label %B412.endif.endif.us.us.us.us.us.i
B220.B164.loopexit_crit_edge.split.us.us.us.us.i:
  %.652.us.us.us.i = add nuw nsw i64 %.645708728.us.us.us.i, 1
  %exitcond900.not.i = icmp eq i64 %.9, %.652.us.us.us.i
  br i1 %exitcond900.not.i, label %B164.B106.loopexit_crit_edge.split.us.us.us.i, label %B166.endif.us.us.us.i
B164.B106.loopexit_crit_edge.split.us.us.us.i:
  %.506.us.us.i = add nuw nsw i64 %.499763789.us.us.i, 1
  %exitcond901.not.i = icmp eq i64 %.8, %.506.us.us.i
  br i1 %exitcond901.not.i, label %v11, label %B108.endif.us.us.i
v11:
  %n.5.0.lcssa.i = phi i64 [ 0, %.20 ], [ %n.6.3.us.us.us.us.i, %B164.B106.loopexit_crit_edge.split.us.us.us.i ]
  ret i64 %n.5.0.lcssa.i
}

